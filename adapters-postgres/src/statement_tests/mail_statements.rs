//! Runs every statement on mails, links and unverified accounts.

use chrono::TimeDelta;
use tasklane_core::ids::UserId;
use tasklane_core::testing::examples::{at, link, mail, new_user, password_hash, presented};
use tasklane_core::user::mail::{Link, LinkPurpose, LinkStore, MailContent, MailId, MailOutbox, QueuedMail};
use tasklane_core::user::{
    Email, EmailChange, EmailUndo, EmailVerification, NAME_RESERVATION, NewUser, PasswordReset,
    ProfileChange, UserStore,
};
use uuid::Uuid;

use crate::database::Database;
use crate::mails::links::PostgresLinkStore;
use crate::mails::outbox::PostgresMailOutbox;
use crate::users::store::PostgresUserStore;

pub(super) async fn use_all(database: &Database, username: &str) {
    let users = PostgresUserStore::new(database.clone());
    let new = |suffix: &str, number: u8| NewUser {
        verification: Some(MailId(Uuid::from_bytes([number; 16]))),
        ..new_user(&format!("{username}-{suffix}"))
    };
    let user = users.create(&new("mails", 1), at(0)).await.unwrap();
    use_outbox(database, user.id).await;
    use_links(database, user.id, user.email.as_str()).await;
    users.delete(user.id, &password_hash(), at(0)).await.unwrap();
    let unverified = users.create(&new("unverified", 2), at(0)).await.unwrap().id;
    users.start_verification_period(unverified, at(1)).await.unwrap();
    assert_eq!(users.purge_unverified(at(1), 9).await.unwrap(), 1);
    assert_eq!(users.purge_released_names(at(0) + NAME_RESERVATION, 9).await.unwrap(), 3);
}

async fn use_outbox(database: &Database, user: UserId) {
    let outbox = PostgresMailOutbox::new(database.clone());
    assert!(outbox.queue(&mail(user, 3, MailContent::PasswordChanged), 9).await.unwrap());
    for QueuedMail { id, .. } in outbox.take_due(at(0), at(1), 9).await.unwrap() {
        outbox.postpone(id, at(2)).await.unwrap();
        outbox.remove(id).await.unwrap();
    }
    assert_eq!(outbox.status().await.unwrap().waiting, 0);
}

async fn use_links(database: &Database, user: UserId, old_address: &str) {
    let users = PostgresUserStore::new(database.clone());
    let links = PostgresLinkStore::new(database.clone());
    let new_address = format!("new-{old_address}");
    let add = async |number, purpose, address: &str| -> Link {
        let added = link(user, number, purpose, address);
        links.add(&added).await.unwrap();
        assert_eq!(links.find(user, added.id).await.unwrap().as_ref(), Some(&added));
        presented(&added)
    };
    let notice = || mail(user, 4, MailContent::PasswordChanged);
    let outbox = PostgresMailOutbox::new(database.clone());

    let link = add(1, LinkPurpose::VerifyEmail, old_address).await;
    assert!(users.verify_email(&EmailVerification { link, at: at(0) }).await.unwrap());
    let pending = ProfileChange {
        pending_email: Some(Email::parse(&new_address).ok()),
        ..ProfileChange::empty(user, at(0))
    };
    users.change_profile(&pending).await.unwrap();
    let link = add(2, LinkPurpose::VerifyNewEmail, &new_address).await;
    assert!(users.change_email(&EmailChange { link, mail: notice(), at: at(0) }).await.unwrap());
    outbox.remove(notice().id).await.unwrap();
    let (link, new_hash) = (add(3, LinkPurpose::UndoEmailChange, old_address).await, password_hash());
    let undo = EmailUndo { link, new_hash: new_hash.clone(), mail: notice(), at: at(0) };
    assert!(users.undo_email_change(&undo).await.unwrap().is_some());
    let link = add(4, LinkPurpose::ResetPassword, old_address).await;
    let reset = PasswordReset { link, new_hash, mail: None, at: at(0) };
    assert!(users.reset_password(&reset).await.unwrap().is_some());
    users.waive_verification(user).await.unwrap();

    let purpose = LinkPurpose::ResetPassword;
    let expired = add(5, purpose, old_address).await;
    assert_eq!(links.count_since(user, purpose, at(-1)).await.unwrap(), 1);
    assert_eq!(links.purge(at(0) + TimeDelta::days(1), 9).await.unwrap(), 1);
    links.remove(user, expired.id).await.unwrap();
}
