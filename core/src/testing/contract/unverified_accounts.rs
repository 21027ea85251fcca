//! The contract of [`UserStore`](crate::user::UserStore) for accounts whose e-mail address must be verified before the first
//! login.

use chrono::TimeDelta;
use futures_util::future::join;

use super::suite::{HIGH_SESSION_LIMIT, HIGH_TASK_QUOTA, add_user, drain_outbox, stored};
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::session::RevokedSince;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::task::CreateTaskError;
use crate::testing::examples::{at, link, new_task, new_user, password_hash, presented, session};
use crate::user::mail::{LinkPurpose, MailId, NOT_SENT};
use crate::user::{EmailVerification, LoginName, NewUser, User};

contract!($ unverified_accounts(Stores) as __unverified_accounts_contract:
    verification_period_begins_once,
    waived_verification_is_no_longer_due,
    unverified_accounts_are_purged_when_they_are_due,
    purge_frees_the_names_and_removes_links_and_mails,
    verified_and_older_accounts_are_not_purged,
    account_that_was_used_is_not_purged,
    used_accounts_do_not_block_the_purge_of_others,
    login_or_purge_succeeds,
    first_task_or_purge_succeeds,
);

/// Registers a user who must verify the address until the time `due_at`.
async fn register(stores: &Stores, username: &str, number: u8, due_at: Timestamp) -> User {
    let verification = Some(MailId(uuid::Uuid::from_bytes([number; 16])));
    let new = NewUser { verification, ..new_user(username) };
    let user = stores.users.create(&new, at(0)).await.unwrap();
    stores.users.start_verification_period(user.id, due_at).await.unwrap();
    User { verification_due_at: Some(due_at), ..user }
}

async fn purge(stores: &Stores, now: Timestamp) -> usize {
    stores.users.purge_unverified(now, 100).await.unwrap()
}

async fn exists(stores: &Stores, id: UserId) -> bool {
    stores.users.find(id).await.unwrap().is_some()
}

async fn verification_period_begins_once(stores: &Stores) {
    let ada = register(stores, "ada", 1, at(7)).await;
    let bob = add_user(stores, "bob").await;
    for id in [ada.id, bob, UserId::new(bob.get() + 1).unwrap()] {
        stores.users.start_verification_period(id, at(9)).await.unwrap();
    }
    assert_eq!(stored(stores, ada.id).await, ada);
    assert_eq!(stored(stores, bob).await.verification_due_at, None);
}

async fn waived_verification_is_no_longer_due(stores: &Stores) {
    let ada = register(stores, "ada", 1, at(7)).await;
    stores.users.waive_verification(ada.id).await.unwrap();
    let expected = User { verification_due_at: None, ..ada };
    assert_eq!(stored(stores, expected.id).await, expected);
    stores.users.start_verification_period(expected.id, at(8)).await.unwrap();
    assert_eq!(purge(stores, NOT_SENT).await, 0);
    assert_eq!(stored(stores, expected.id).await, expected);
}

async fn unverified_accounts_are_purged_when_they_are_due(stores: &Stores) {
    let names = ["ada", "bob", "cid", "dan"];
    let mut users = Vec::new();
    for (number, name) in (1..).zip(names) {
        users.push(register(stores, name, number, at(7)).await.id);
    }
    let waiting = NewUser { verification: Some(MailId(uuid::Uuid::nil())), ..new_user("eve") };
    let unsent = stores.users.create(&waiting, at(0)).await.unwrap().id;
    assert_eq!(purge(stores, at(6)).await, 0);
    let mut purged = Vec::new();
    for _ in 0..3 {
        purged.push(stores.users.purge_unverified(at(7), 3).await.unwrap());
    }
    assert_eq!(purged, [3, 1, 0]);
    for user in users {
        assert!(!exists(stores, user).await);
    }
    assert!(exists(stores, unsent).await, "the mail server has not accepted the mail of this account");
}

async fn purge_frees_the_names_and_removes_links_and_mails(stores: &Stores) {
    let ada = register(stores, "ada", 1, at(7)).await;
    let bob = register(stores, "bob", 2, at(8)).await;
    let links = [&ada, &bob].map(|user| link(user.id, 1, LinkPurpose::VerifyEmail, user.email.as_str()));
    for link in &links {
        stores.links.add(link).await.unwrap();
    }
    assert_eq!(purge(stores, at(7)).await, 1);
    for link in &links {
        let found = stores.links.find(link.user_id, link.id).await.unwrap();
        assert_eq!(found.is_some(), link.user_id == bob.id);
    }
    let mails: Vec<_> = drain_outbox(stores).await.into_iter().map(|mail| mail.user_id).collect();
    assert_eq!(mails, [bob.id]);
    for name in [LoginName::from(&ada.email), LoginName::from(&ada.username)] {
        assert!(stores.users.find_credentials(&name).await.unwrap().is_none());
    }
    // The names are free at once, and the id is not used again.
    assert_ne!(stores.users.create(&new_user("ada"), at(7)).await.unwrap().id, ada.id);
    assert!(stores.users.create(&new_user("bob"), at(7)).await.is_err());
    let never_logged_in = stores.sessions.find_revoked_since(at(0), at(0), 10).await.unwrap();
    assert_eq!(never_logged_in, RevokedSince { sessions: Vec::new(), users: Vec::new() });
}

async fn verified_and_older_accounts_are_not_purged(stores: &Stores) {
    let older = add_user(stores, "older").await;
    let ada = register(stores, "ada", 1, at(7)).await;
    let link = link(ada.id, 1, LinkPurpose::VerifyEmail, "ada@example.org");
    stores.links.add(&link).await.unwrap();
    let verification = EmailVerification { link: presented(&link), at: at(1) };
    assert!(stores.users.verify_email(&verification).await.unwrap());
    assert_eq!(purge(stores, NOT_SENT - TimeDelta::days(1)).await, 0);
    assert_eq!([exists(stores, older).await, exists(stores, ada.id).await], [true, true]);
}

/// Uses an account: with a session that has ended, or with a task that was deleted and purged.
async fn use_account(stores: &Stores, user: UserId, number: u8) {
    if number.is_multiple_of(2) {
        let session = session(user, number);
        stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
        assert!(stores.sessions.revoke(user, session.id, at(1), None).await.unwrap());
    } else {
        let task = stores.tasks.create(user, &new_task("task"), at(1), HIGH_TASK_QUOTA).await.unwrap();
        assert!(stores.tasks.delete(user, task.id, None, at(2)).await.unwrap());
        assert_eq!(stores.task_retention.purge_deleted(user, at(3), 10).await.unwrap(), 1);
    }
}

async fn account_that_was_used_is_not_purged(stores: &Stores) {
    for (number, name) in (1..).zip(["ada", "bob"]) {
        let user = register(stores, name, number, at(7)).await;
        use_account(stores, user.id, number).await;
        assert_eq!(purge(stores, at(9)).await, 0);
        assert_eq!(stored(stores, user.id).await, user);
    }
}

async fn used_accounts_do_not_block_the_purge_of_others(stores: &Stores) {
    let mut used = Vec::new();
    for number in 0..5 {
        let user = register(stores, &format!("used{number}"), number, at(number.into())).await.id;
        use_account(stores, user, number).await;
        used.push(user);
    }
    let [ada, bob] =
        [register(stores, "ada", 10, at(7)).await.id, register(stores, "bob", 11, at(7)).await.id];
    let mut purged = Vec::new();
    for _ in 0..3 {
        purged.push(stores.users.purge_unverified(at(9), 1).await.unwrap());
    }
    assert_eq!(purged, [1, 1, 0]);
    assert_eq!([exists(stores, ada).await, exists(stores, bob).await], [false, false]);
    for user in used {
        assert!(exists(stores, user).await);
    }
}

// assures: R511
async fn login_or_purge_succeeds(stores: &Stores) {
    let hash = password_hash();
    for number in 0..8 {
        let user = register(stores, &format!("ada{number}"), number, at(7)).await.id;
        let session = session(user, 1);
        let opened = stores.sessions.create(&session, &hash, HIGH_SESSION_LIMIT, None);
        let (opened, purged) = join(opened, stores.users.purge_unverified(at(9), 100)).await;
        assert!(matches!(opened, Ok(_) | Err(StoreError::Conflict)), "{opened:?}");
        assert_eq!((exists(stores, user).await, purged.unwrap() == 0), (opened.is_ok(), opened.is_ok()));
    }
}

// assures: R511
async fn first_task_or_purge_succeeds(stores: &Stores) {
    let new = new_task("task");
    for number in 0..8 {
        let user = register(stores, &format!("ada{number}"), number, at(7)).await.id;
        let created = stores.tasks.create(user, &new, at(1), HIGH_TASK_QUOTA);
        let (created, purged) = join(created, stores.users.purge_unverified(at(9), 100)).await;
        assert!(matches!(created, Ok(_) | Err(CreateTaskError::OwnerDeleted)), "{created:?}");
        assert_eq!((exists(stores, user).await, purged.unwrap() == 0), (created.is_ok(), created.is_ok()));
    }
}
