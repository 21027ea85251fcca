//! The contract of [`UserStore`](crate::user::UserStore) for the reset of a password with a link.

use chrono::TimeDelta;
use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user, drain_outbox, stored};
use crate::clock::Timestamp;
use crate::handle::SecretHash;
use crate::ids::{SessionId, UserId};
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, link as link_to, mail, new_user, password_hash, presented, session};
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent, MailId, QueuedMail};
use crate::user::{
    Credentials, Email, NewUser, PasswordChange, PasswordHash, PasswordReset, ProfileChange, User,
};

contract!($ account_recovery(Stores) as __account_recovery_contract:
    password_reset_ends_everything_that_grants_access,
    password_reset_without_a_notice_queues_no_mail,
    link_resets_a_password_once,
    invalid_link_resets_no_password,
    link_to_an_earlier_address_resets_no_password,
    address_of_a_link_is_compared_ignoring_case,
    link_of_an_inactive_user_resets_no_password,
    one_of_many_concurrent_resets_with_the_same_link_succeeds,
    no_session_of_the_old_hash_survives_a_reset,
    password_change_ends_the_links_to_set_a_password_and_cancels_a_pending_address,
    password_change_or_reset_succeeds,
    deletion_or_reset_succeeds,
);

fn new_hash() -> PasswordHash {
    PasswordHash::new("a newer hash".to_owned())
}

fn notice(user: UserId) -> QueuedMail {
    mail(user, 200, MailContent::PasswordChanged)
}

fn reset_link(user: UserId, number: u8) -> LinkRecord {
    link_to(user, number, LinkPurpose::ResetPassword, "ada@example.org")
}

fn reset_at(link: Link, at: Timestamp) -> PasswordReset {
    PasswordReset { link, new_hash: new_hash(), mail: Some(notice(link.user_id)), at }
}

fn reset(link: &LinkRecord) -> PasswordReset {
    reset_at(presented(link), at(7))
}

/// Adds the user `ada` with a link to reset the password.
async fn add_ada(stores: &Stores) -> (UserId, LinkRecord) {
    let ada = add_user(stores, "ada").await;
    let link = reset_link(ada, 1);
    stores.links.add(&link).await.unwrap();
    (ada, link)
}

async fn open_session(stores: &Stores, user: UserId, number: u8) -> SessionId {
    let session = session(user, number);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    session.id
}

async fn credentials(stores: &Stores, user: UserId) -> Credentials {
    stores.users.find_credentials_of(user).await.unwrap().unwrap()
}

async fn has_link(stores: &Stores, link: &LinkRecord) -> bool {
    stores.links.find(link.user_id, link.id).await.unwrap().is_some()
}

/// Checks that a reset with this link at this time is rejected, and writes nothing.
async fn assert_rejected(stores: &Stores, user: UserId, link: Link, when: Timestamp, what: &str) {
    let session = open_session(stores, user, 9).await;
    let before = credentials(stores, user).await;
    assert_eq!(stores.users.reset_password(&reset_at(link, when)).await.unwrap(), None, "{what}");
    let after = credentials(stores, user).await;
    assert_eq!((&after.user, after.password_hash.expose()), (&before.user, before.password_hash.expose()));
    assert!(stores.sessions.is_live(user, session, at(1)).await.unwrap(), "{what}");
    assert_eq!(drain_outbox(stores).await, [], "{what}");
    stores.sessions.purge(user, &[session], at(0) + TimeDelta::days(9)).await.unwrap();
}

async fn password_reset_ends_everything_that_grants_access(stores: &Stores) {
    let id = MailId(uuid::Uuid::from_bytes([7; 16]));
    let new = NewUser { verification: Some(id), ..new_user("ada") };
    let ada = stores.users.create(&new, at(0)).await.unwrap().id;
    let bob = add_user(stores, "bob").await;
    stores.outbox.remove(id).await.unwrap();
    let pending = ProfileChange {
        pending_email: Some(Email::parse("ada@new.example").ok()),
        ..ProfileChange::empty(ada, at(1))
    };
    stores.users.change_profile(&pending).await.unwrap();
    let mut links = vec![reset_link(ada, 15), link_to(bob, 6, LinkPurpose::ResetPassword, "bob@example.org")];
    links.extend((1..).zip(LinkPurpose::ALL).map(|(n, purpose)| link_to(ada, n, purpose, "ada@example.org")));
    for link in &links {
        stores.links.add(link).await.unwrap();
    }
    let [one, two, of_bob] = [
        open_session(stores, ada, 1).await,
        open_session(stores, ada, 2).await,
        open_session(stores, bob, 3).await,
    ];
    let before = stored(stores, ada).await;

    let mut ended = stores.users.reset_password(&reset(&reset_link(ada, 15))).await.unwrap().unwrap();
    ended.sort_unstable();
    assert_eq!(ended, [one, two]);
    let Credentials { user, password_hash } = credentials(stores, ada).await;
    assert_eq!(password_hash.expose(), new_hash().expose());
    let expected = User {
        email_verified: true,
        verification_due_at: None,
        pending_email: None,
        updated_at: at(7),
        ..before
    };
    assert_eq!(user, expected);
    for link in &links {
        // Only the owner of an earlier address can have a link to undo a change.
        let is_kept = link.user_id == bob || link.purpose == LinkPurpose::UndoEmailChange;
        assert_eq!(has_link(stores, link).await, is_kept, "{link:?}");
    }
    assert_eq!(drain_outbox(stores).await, [notice(ada)]);
    for (user, session, is_live) in [(ada, one, false), (ada, two, false), (bob, of_bob, true)] {
        assert_eq!(stores.sessions.is_live(user, session, at(8)).await.unwrap(), is_live);
    }
    assert_eq!(stores.sessions.find(ada, one).await.unwrap().unwrap().revoked_at, Some(at(7)));
}

async fn password_reset_without_a_notice_queues_no_mail(stores: &Stores) {
    let (_, link) = add_ada(stores).await;
    let silent = PasswordReset { mail: None, ..reset(&link) };
    assert_eq!(stores.users.reset_password(&silent).await.unwrap(), Some(Vec::new()));
    assert_eq!(drain_outbox(stores).await, []);
}

async fn link_resets_a_password_once(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    assert!(stores.users.reset_password(&reset(&link)).await.unwrap().is_some());
    let again =
        PasswordReset { new_hash: PasswordHash::new("a third hash".to_owned()), at: at(8), ..reset(&link) };
    assert_eq!(stores.users.reset_password(&again).await.unwrap(), None);
    assert_eq!(credentials(stores, ada).await.password_hash.expose(), new_hash().expose());
    assert_eq!(drain_outbox(stores).await, [notice(ada)]);
}

async fn invalid_link_resets_no_password(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    let bob = add_user(stores, "bob").await;
    let good = presented(&link);
    let before_expiry = link.expires_at - TimeDelta::microseconds(1);
    let unknown = presented(&reset_link(ada, 2));
    for (what, invalid, when) in [
        ("wrong secret", Link { secret_hash: SecretHash([2; 32]), ..good }, at(7)),
        ("unknown id", Link { secret_hash: good.secret_hash, ..unknown }, at(7)),
        ("other user", Link { user_id: bob, ..good }, at(7)),
        ("missing user", Link { user_id: UserId::new(bob.get() + 1).unwrap(), ..good }, at(7)),
        ("expired", good, link.expires_at),
    ] {
        assert_rejected(stores, ada, invalid, when, what).await;
    }
    for (number, purpose) in (10..).zip(LinkPurpose::ALL) {
        let stored = link_to(ada, number, purpose, "ada@example.org");
        stores.links.add(&stored).await.unwrap();
        for presented_as in LinkPurpose::ALL.into_iter().filter(|other| *other != purpose) {
            let link = Link { purpose: presented_as, ..presented(&stored) };
            assert_rejected(stores, ada, link, at(7), "other purpose").await;
        }
        assert!(has_link(stores, &stored).await);
    }
    let valid = reset_at(good, before_expiry);
    assert!(
        stores.users.reset_password(&valid).await.unwrap().is_some(),
        "a rejection must not delete the link"
    );
}

async fn link_to_an_earlier_address_resets_no_password(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    let moved = ProfileChange {
        email: Email::parse("ada@new.example").ok(),
        verified_hash: Some(password_hash()),
        ..ProfileChange::empty(ada, at(1))
    };
    stores.users.change_profile(&moved).await.unwrap();
    assert_rejected(stores, ada, presented(&link), at(7), "earlier address").await;
    assert!(has_link(stores, &link).await);
}

async fn address_of_a_link_is_compared_ignoring_case(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let link = link_to(ada, 1, LinkPurpose::ResetPassword, "ADA@Example.org");
    stores.links.add(&link).await.unwrap();
    assert!(stores.users.reset_password(&reset(&link)).await.unwrap().is_some());
}

async fn link_of_an_inactive_user_resets_no_password(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    stores.users.set_active(ada, false, at(1)).await.unwrap();
    assert_eq!(stores.users.reset_password(&reset(&link)).await.unwrap(), None);
    assert_eq!(credentials(stores, ada).await.password_hash.expose(), password_hash().expose());
    assert_eq!((drain_outbox(stores).await, has_link(stores, &link).await), (Vec::new(), true));
}

// assures: R511
async fn one_of_many_concurrent_resets_with_the_same_link_succeeds(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    let resets: Vec<_> = (0..8)
        .map(|n| PasswordReset {
            new_hash: PasswordHash::new(format!("hash {n}")),
            mail: Some(mail(ada, n, MailContent::PasswordChanged)),
            ..reset(&link)
        })
        .collect();
    let done = join_all(resets.iter().map(|reset| stores.users.reset_password(reset))).await;
    let succeeded: Vec<_> =
        (0..8_u8).zip(done).filter(|(_, done)| done.as_ref().unwrap().is_some()).collect();
    let [(winner, _)] = &succeeded[..] else { panic!("{succeeded:?}") };
    assert_eq!(credentials(stores, ada).await.password_hash.expose(), format!("hash {winner}"));
    assert_eq!(drain_outbox(stores).await, [mail(ada, *winner, MailContent::PasswordChanged)]);
}

// assures: R212
async fn no_session_of_the_old_hash_survives_a_reset(stores: &Stores) {
    let (ada, link) = add_ada(stores).await;
    let (old, reset) = (password_hash(), reset(&link));
    let sessions: Vec<_> = (1..=16).map(|number| session(ada, number)).collect();
    let opened = join_all(
        sessions.iter().map(|session| stores.sessions.create(session, &old, HIGH_SESSION_LIMIT, None)),
    );
    let (opened, ended) = join(opened, stores.users.reset_password(&reset)).await;
    for opened in &opened {
        assert!(matches!(opened, Ok(_) | Err(StoreError::Conflict)), "{opened:?}");
    }
    let count = opened.iter().filter(|result| result.is_ok()).count();
    assert_eq!(ended.unwrap().unwrap().len(), count);
    assert_eq!(stores.sessions.list_live(ada, at(8)).await.unwrap(), []);
}

async fn password_change_ends_the_links_to_set_a_password_and_cancels_a_pending_address(stores: &Stores) {
    let (ada, reset) = add_ada(stores).await;
    let pending = ProfileChange {
        pending_email: Some(Email::parse("mallory@new.example").ok()),
        ..ProfileChange::empty(ada, at(1))
    };
    stores.users.change_profile(&pending).await.unwrap();
    let new_email = link_to(ada, 4, LinkPurpose::VerifyNewEmail, "mallory@new.example");
    let verify = link_to(ada, 2, LinkPurpose::VerifyEmail, "ada@example.org");
    let of_bob = reset_link(add_user(stores, "bob").await, 3);
    for link in [&new_email, &verify, &of_bob] {
        stores.links.add(link).await.unwrap();
    }
    stores.users.change_password(&password_change(ada)).await.unwrap();
    for (link, is_valid) in [(&reset, false), (&new_email, false), (&verify, true), (&of_bob, true)] {
        // The row of an ended link stays, because the limit of links per hour counts it.
        let found = stores.links.find(link.user_id, link.id).await.unwrap().unwrap();
        assert_eq!(found.expires_at > at(7), is_valid, "{link:?}");
    }
    assert_eq!(stored(stores, ada).await.pending_email, None);
}

fn password_change(user_id: UserId) -> PasswordChange {
    let new_hash = PasswordHash::new("a changed hash".to_owned());
    PasswordChange { user_id, old_hash: password_hash(), new_hash, kept_session: None, mail: None, at: at(7) }
}

/// The change ends the link, and the reset replaces the hash that the change requires.
async fn password_change_or_reset_succeeds(stores: &Stores) {
    for n in 0..8 {
        let ada = add_user(stores, &format!("ada{n}")).await;
        let link = link_to(ada, 1, LinkPurpose::ResetPassword, &format!("ada{n}@example.org"));
        stores.links.add(&link).await.unwrap();
        let reset = PasswordReset { mail: None, ..reset(&link) };
        let change = password_change(ada);
        let (changed, reset) =
            join(stores.users.change_password(&change), stores.users.reset_password(&reset)).await;
        assert!(matches!(changed, Ok(_) | Err(StoreError::Conflict)), "{changed:?}");
        assert_eq!(changed.is_ok(), reset.unwrap().is_none());
    }
}

async fn deletion_or_reset_succeeds(stores: &Stores) {
    let hash = password_hash();
    for n in 0..8 {
        let ada = add_user(stores, &format!("ada{n}")).await;
        let link = link_to(ada, 1, LinkPurpose::ResetPassword, &format!("ada{n}@example.org"));
        stores.links.add(&link).await.unwrap();
        let reset = PasswordReset { mail: Some(mail(ada, n, MailContent::PasswordChanged)), ..reset(&link) };
        let (deleted, reset) =
            join(stores.users.delete(ada, &hash, at(7)), stores.users.reset_password(&reset)).await;
        assert!(matches!(deleted, Ok(()) | Err(StoreError::Conflict)), "{deleted:?}");
        assert_eq!(deleted.is_ok(), reset.unwrap().is_none());
        assert_eq!(stores.users.find(ada).await.unwrap().is_some(), deleted.is_err());
    }
}
