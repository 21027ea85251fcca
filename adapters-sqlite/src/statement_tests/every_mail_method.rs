//! Calls each method that reads or writes mails, links and unverified accounts.

use chrono::TimeDelta;
use tasklane_core::ids::UserId;
use tasklane_core::testing::examples::{at, link, mail, new_user, password_hash, presented};
use tasklane_core::user::mail::{Link, LinkPurpose, LinkStore, MailContent, MailId, MailOutbox, QueuedMail};
use tasklane_core::user::{
    Email, EmailChange, EmailUndo, EmailVerification, NAME_RESERVATION, NewUser, PasswordReset,
    ProfileChange, UserStore,
};
use uuid::Uuid;

use crate::database::SqliteDatabase;

pub(super) async fn call_every_mail_method(database: &SqliteDatabase) {
    let new = NewUser { verification: Some(MailId(Uuid::from_bytes([1; 16]))), ..new_user("mails") };
    let user = UserStore::create(database, &new, at(0)).await.unwrap();
    use_outbox(database, user.id).await;
    use_links(database, database, user.id).await;
    database.delete(user.id, &password_hash(), at(0)).await.unwrap();
    let new = NewUser { verification: Some(MailId(Uuid::from_bytes([2; 16]))), ..new_user("unverified") };
    let unverified = UserStore::create(database, &new, at(0)).await.unwrap().id;
    database.start_verification_period(unverified, at(1)).await.unwrap();
    assert_eq!(database.purge_unverified(at(1), 9).await.unwrap(), 1);
    assert_eq!(database.purge_released_names(at(0) + NAME_RESERVATION, 9).await.unwrap(), 3);
}

async fn use_outbox(outbox: &dyn MailOutbox, user: UserId) {
    assert!(outbox.queue(&mail(user, 3, MailContent::PasswordChanged), 9).await.unwrap());
    for QueuedMail { id, .. } in outbox.take_due(at(0), at(1), 9).await.unwrap() {
        outbox.postpone(id, at(2)).await.unwrap();
        outbox.remove(id).await.unwrap();
    }
    assert_eq!(outbox.status().await.unwrap().waiting, 0);
}

async fn use_links(users: &dyn UserStore, links: &dyn LinkStore, user: UserId) {
    let [old_address, new_address] = ["mails@example.org", "mails@new.example"];
    let add = async |number, purpose, address: &str| -> Link {
        let added = link(user, number, purpose, address);
        links.add(&added).await.unwrap();
        assert_eq!(links.find(user, added.id).await.unwrap().as_ref(), Some(&added));
        presented(&added)
    };
    let notice = |number| mail(user, number, MailContent::PasswordChanged);

    let link = add(1, LinkPurpose::VerifyEmail, old_address).await;
    assert!(users.verify_email(&EmailVerification { link, at: at(0) }).await.unwrap());
    let pending_email = Some(Email::parse(new_address).ok());
    let pending = ProfileChange { pending_email, ..ProfileChange::empty(user, at(0)) };
    users.change_profile(&pending).await.unwrap();
    let link = add(2, LinkPurpose::VerifyNewEmail, new_address).await;
    assert!(users.change_email(&EmailChange { link, mail: notice(4), at: at(0) }).await.unwrap());
    let (link, new_hash) = (add(3, LinkPurpose::UndoEmailChange, old_address).await, password_hash());
    let undo = EmailUndo { link, new_hash: new_hash.clone(), mail: notice(5), at: at(0) };
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
