//! The contract of [`UserStore`](crate::user::UserStore) for links that verify the e-mail address or undo its change.

use chrono::TimeDelta;
use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user, drain_outbox, stored};
use crate::handle::SecretHash;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, link, mail, new_user, password_hash, presented, session};
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent, MailId, QueuedMail};
use crate::user::{
    Email, EmailUndo, EmailVerification, NAME_RESERVATION, NewUser, PasswordHash, ProfileChange,
    SaveUserError, User,
};

contract!($ email_links(Stores) as __email_links_contract:
    link_verifies_the_address_once,
    invalid_link_verifies_no_address,
    undo_restores_the_address_and_ends_everything_that_grants_access,
    undo_ends_only_later_changes,
    undo_to_a_taken_address_writes_nothing,
    invalid_link_undoes_no_change,
    one_of_many_concurrent_undos_with_the_same_link_succeeds,
    no_session_of_the_old_hash_survives_an_undo,
);

fn new_hash() -> PasswordHash {
    PasswordHash::new("a random hash".to_owned())
}

fn reset_mail(user: UserId) -> QueuedMail {
    mail(user, 200, MailContent::ResetPassword)
}

fn verification(link: &LinkRecord) -> EmailVerification {
    EmailVerification { link: presented(link), at: at(7) }
}

fn undo(link: &LinkRecord) -> EmailUndo {
    EmailUndo { link: presented(link), new_hash: new_hash(), mail: reset_mail(link.user_id), at: at(7) }
}

/// Changes the address of the user to `{local}@new.example`, and adds the link to undo this change.
async fn change_address(stores: &Stores, user: UserId, local: &str) -> LinkRecord {
    let old = stored(stores, user).await.email;
    let change = ProfileChange {
        email: Email::parse(&format!("{local}@new.example")).ok(),
        verified_hash: Some(password_hash()),
        ..ProfileChange::empty(user, at(1))
    };
    stores.users.change_profile(&change).await.unwrap();
    let link = link(user, 100, LinkPurpose::UndoEmailChange, old.as_str());
    stores.links.add(&link).await.unwrap();
    link
}

async fn hash_of(stores: &Stores, user: UserId) -> PasswordHash {
    stores.users.find_credentials_of(user).await.unwrap().unwrap().password_hash
}

async fn has_link(stores: &Stores, link: &LinkRecord) -> bool {
    stores.links.find(link.user_id, link.id).await.unwrap().is_some()
}

/// Returns links that are not valid, although each resembles `good`.
fn invalid(good: &LinkRecord, other_user: UserId) -> Vec<(Link, crate::clock::Timestamp)> {
    let link = presented(good);
    let other_purposes = LinkPurpose::ALL.into_iter().filter(|purpose| *purpose != good.purpose);
    let mut invalid = vec![
        (Link { secret_hash: SecretHash([2; 32]), ..link }, at(7)),
        (Link { user_id: other_user, ..link }, at(7)),
        (link, good.expires_at),
    ];
    invalid.extend(other_purposes.map(|purpose| (Link { purpose, ..link }, at(7))));
    invalid
}

async fn link_verifies_the_address_once(stores: &Stores) {
    let id = MailId(uuid::Uuid::from_bytes([7; 16]));
    let new = NewUser { verification: Some(id), ..new_user("ada") };
    let before = stores.users.create(&new, at(0)).await.unwrap();
    let [used, other] = [1, 2].map(|n| link(before.id, n, LinkPurpose::VerifyEmail, "ADA@example.org"));
    stores.links.add(&used).await.unwrap();
    stores.links.add(&other).await.unwrap();
    let done =
        join_all((0..8).map(|_| async { stores.users.verify_email(&verification(&used)).await.unwrap() }));
    assert_eq!(done.await.into_iter().filter(|is_done| *is_done).count(), 1);
    let expected = User { email_verified: true, verification_due_at: None, updated_at: at(7), ..before };
    assert_eq!(stored(stores, expected.id).await, expected);
    assert!(!stores.users.verify_email(&verification(&used)).await.unwrap());
    assert_eq!([has_link(stores, &used).await, has_link(stores, &other).await], [false, true]);
    // The verification ends no session and changes no password.
    assert_eq!(hash_of(stores, expected.id).await.expose(), password_hash().expose());
}

async fn invalid_link_verifies_no_address(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let good = link(ada, 1, LinkPurpose::VerifyEmail, "ada@example.org");
    let elsewhere = link(ada, 2, LinkPurpose::VerifyEmail, "ada@new.example");
    stores.links.add(&good).await.unwrap();
    stores.links.add(&elsewhere).await.unwrap();
    let before = stored(stores, ada).await;
    for (link, when) in invalid(&good, bob).into_iter().chain([(presented(&elsewhere), at(7))]) {
        let rejected = EmailVerification { link, at: when };
        assert!(!stores.users.verify_email(&rejected).await.unwrap(), "{link:?}");
    }
    stores.users.set_active(ada, false, at(1)).await.unwrap();
    assert!(!stores.users.verify_email(&verification(&good)).await.unwrap());
    stores.users.set_active(ada, true, before.updated_at).await.unwrap();
    assert_eq!(stored(stores, ada).await, before);
    let in_time =
        EmailVerification { at: good.expires_at - TimeDelta::microseconds(1), ..verification(&good) };
    assert!(stores.users.verify_email(&in_time).await.unwrap(), "a rejection must not delete the link");
}

async fn undo_restores_the_address_and_ends_everything_that_grants_access(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let undo_link = change_address(stores, ada, "mallory").await;
    let pending = ProfileChange {
        pending_email: Some(Email::parse("next@new.example").ok()),
        ..ProfileChange::empty(ada, at(2))
    };
    stores.users.change_profile(&pending).await.unwrap();
    let mut links = vec![link(bob, 9, LinkPurpose::ResetPassword, "bob@example.org")];
    links
        .extend((1..).zip(LinkPurpose::ALL).map(|(n, purpose)| link(ada, n, purpose, "mallory@new.example")));
    for link in &links {
        stores.links.add(link).await.unwrap();
    }
    let session = session(ada, 1);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    let before = stored(stores, ada).await;

    let ended = stores.users.undo_email_change(&undo(&undo_link)).await.unwrap();
    assert_eq!(ended, Some(vec![session.id]));
    let expected = User {
        email: undo_link.email.clone(),
        email_verified: true,
        pending_email: None,
        updated_at: at(7),
        ..before
    };
    assert_eq!(stored(stores, ada).await, expected);
    assert_eq!(hash_of(stores, ada).await.expose(), new_hash().expose());
    for link in links.iter().chain([&undo_link]) {
        assert_eq!(has_link(stores, link).await, link.user_id == bob, "{link:?}");
    }
    assert_eq!(drain_outbox(stores).await, [reset_mail(ada)]);
    assert!(!stores.sessions.is_live(ada, session.id, at(8)).await.unwrap());
    assert_eq!(stores.users.undo_email_change(&undo(&undo_link)).await.unwrap(), None);
    let attackers = NewUser { email: Email::parse("mallory@new.example").unwrap(), ..new_user("cid") };
    let taken = stores.users.create(&attackers, at(8)).await;
    assert!(matches!(taken, Err(SaveUserError::EmailTaken)), "the released address is reserved: {taken:?}");
}

async fn undo_ends_only_later_changes(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let undo_of = |number, address, seconds| LinkRecord {
        created_at: at(seconds),
        ..link(ada, number, LinkPurpose::UndoEmailChange, address)
    };
    let [earlier, later, latest] = [
        undo_of(1, "ada@example.org", 1),
        undo_of(2, "mallory@new.example", 3),
        undo_of(3, "mallory@newer.example", 5),
    ];
    for link in [&earlier, &later, &latest] {
        stores.links.add(link).await.unwrap();
    }
    let notice = |number, seconds| {
        let (old_email, new_email) = (later.email.clone(), latest.email.clone());
        let content = MailContent::EmailChanged { old_email, new_email };
        QueuedMail { queued_at: at(seconds), ..mail(ada, number, content) }
    };
    for mail in [notice(1, 1), notice(2, 3), notice(3, 5)] {
        assert!(stores.outbox.queue(&mail, 9).await.unwrap());
    }
    assert!(stores.users.undo_email_change(&undo(&later)).await.unwrap().is_some());
    for (link, is_kept) in [(&earlier, true), (&later, false), (&latest, false)] {
        assert_eq!(has_link(stores, link).await, is_kept, "{link:?}");
    }
    let mut left: Vec<_> = drain_outbox(stores).await.into_iter().map(|mail| mail.id).collect();
    left.sort_unstable();
    assert_eq!(left, [notice(1, 1).id, reset_mail(ada).id]);
    let restored = EmailUndo { mail: mail(ada, 201, MailContent::ResetPassword), ..undo(&earlier) };
    assert!(stores.users.undo_email_change(&restored).await.unwrap().is_some());
    assert_eq!(stored(stores, ada).await.email, earlier.email);
}

/// Links expire before the reservation of the address ends. This test uses a link with another lifetime.
async fn undo_to_a_taken_address_writes_nothing(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let undo_link = change_address(stores, ada, "ada").await;
    stores.links.remove(ada, undo_link.id).await.unwrap();
    let free_at = at(1) + NAME_RESERVATION;
    let late = LinkRecord { expires_at: free_at + TimeDelta::days(1), ..undo_link };
    stores.links.add(&late).await.unwrap();
    let other = NewUser { email: late.email.clone(), ..new_user("other") };
    stores.users.create(&other, free_at).await.unwrap();
    let before = stored(stores, ada).await;
    let undone = stores.users.undo_email_change(&EmailUndo { at: free_at, ..undo(&late) }).await;
    assert!(matches!(undone, Err(SaveUserError::EmailTaken)), "{undone:?}");
    assert_eq!((stored(stores, ada).await, has_link(stores, &late).await), (before, true));
    assert_eq!(hash_of(stores, ada).await.expose(), password_hash().expose());
    assert_eq!(drain_outbox(stores).await, []);
}

async fn invalid_link_undoes_no_change(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let good = change_address(stores, ada, "ada").await;
    let before = stored(stores, ada).await;
    for (link, when) in invalid(&good, bob) {
        let rejected = EmailUndo { link, at: when, ..undo(&good) };
        assert_eq!(stores.users.undo_email_change(&rejected).await.unwrap(), None, "{link:?}");
    }
    stores.users.set_active(ada, false, at(2)).await.unwrap();
    assert_eq!(stores.users.undo_email_change(&undo(&good)).await.unwrap(), None);
    stores.users.set_active(ada, true, before.updated_at).await.unwrap();
    assert_eq!(stored(stores, ada).await, before);
    assert_eq!(hash_of(stores, ada).await.expose(), password_hash().expose());
    assert_eq!(drain_outbox(stores).await, []);
    let in_time = EmailUndo { at: good.expires_at - TimeDelta::microseconds(1), ..undo(&good) };
    let undone = stores.users.undo_email_change(&in_time).await.unwrap();
    assert_eq!(undone, Some(Vec::new()), "a rejection must not delete the link");
}

// assures: R511
async fn one_of_many_concurrent_undos_with_the_same_link_succeeds(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let link = change_address(stores, ada, "ada").await;
    let undos: Vec<_> =
        (0..8).map(|n| EmailUndo { mail: mail(ada, n, MailContent::ResetPassword), ..undo(&link) }).collect();
    let done = join_all(undos.iter().map(|undo| stores.users.undo_email_change(undo))).await;
    assert_eq!(done.into_iter().filter_map(Result::unwrap).count(), 1);
    assert_eq!(drain_outbox(stores).await.len(), 1);
}

// assures: R212
async fn no_session_of_the_old_hash_survives_an_undo(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let undo = undo(&change_address(stores, ada, "mallory").await);
    let old = password_hash();
    let sessions: Vec<_> = (1..=16).map(|number| session(ada, number)).collect();
    let opened = join_all(
        sessions.iter().map(|session| stores.sessions.create(session, &old, HIGH_SESSION_LIMIT, None)),
    );
    let (opened, ended) = join(opened, stores.users.undo_email_change(&undo)).await;
    for opened in &opened {
        assert!(matches!(opened, Ok(_) | Err(StoreError::Conflict)), "{opened:?}");
    }
    let count = opened.iter().filter(|result| result.is_ok()).count();
    assert_eq!(ended.unwrap().unwrap().len(), count);
    assert_eq!(stores.sessions.list_live(ada, at(8)).await.unwrap(), []);
}
