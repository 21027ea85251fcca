//! Prepares a database that was restored from a backup.

use tasklane_core::testing::examples::{at, link, new_user};
use tasklane_core::user::mail::{LinkPurpose, MailId};
use tasklane_core::user::{Email, NewUser, ProfileChange};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{after_restore, open};

/// The backup does not show whether the links were used, the mails were sent or the change was cancelled later.
#[tokio::test]
async fn links_waiting_mails_and_pending_addresses_are_removed() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let new = NewUser { verification: Some(MailId(uuid::Uuid::nil())), ..new_user("ada") };
    let user = stores.users.create(&new, at(0)).await.unwrap();
    let pending_email = Some(Email::parse("ada@new.example").ok());
    let change = ProfileChange { pending_email, ..ProfileChange::empty(user.id, at(1)) };
    stores.users.change_profile(&change).await.unwrap();
    stores.users.start_verification_period(user.id, at(2)).await.unwrap();
    let link = link(user.id, 1, LinkPurpose::ResetPassword, "ada@example.org");
    stores.links.add(&link).await.unwrap();

    after_restore(&database.config(), at(9)).await.unwrap();
    assert_eq!(stores.links.find(user.id, link.id).await.unwrap(), None);
    assert_eq!(stores.outbox.status().await.unwrap().waiting, 0);
    let restored = stores.users.find(user.id).await.unwrap().unwrap();
    assert_eq!((restored.pending_email, restored.verification_due_at), (None, Some(at(2))));
    // The account may have been verified and used after the backup.
    assert_eq!(stores.users.purge_unverified(at(9), 9).await.unwrap(), 0);
}
