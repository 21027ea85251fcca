//! The contract of [`UserStore`](crate::user::UserStore) for changes of the e-mail address.

use chrono::TimeDelta;
use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user, drain_outbox, stored};
use crate::handle::SecretHash;
use crate::ids::UserId;
use crate::stores::Stores;
use crate::testing::examples::{at, link, mail, new_user, password_hash, presented, session};
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent, QueuedMail};
use crate::user::{
    Email, EmailChange, EmailVerification, Language, LoginName, NAME_RESERVATION, NewUser, Preferences,
    ProfileChange, SaveUserError, TimeZone, User, Username,
};

contract!($ email_changes(Stores) as __email_changes_contract:
    preferences_are_changed_together,
    only_another_address_has_to_be_verified_again,
    new_pending_address_invalidates_the_links_to_the_earlier_one,
    link_makes_the_pending_address_the_address,
    restored_address_ends_the_links_to_undo_later_changes,
    link_changes_the_address_once,
    invalid_link_changes_no_address,
    link_of_a_cancelled_change_is_rejected,
    change_to_a_taken_address_writes_nothing,
    one_of_many_concurrent_changes_with_the_same_link_succeeds,
    change_or_registration_of_the_same_address_succeeds,
    one_of_two_users_with_the_same_pending_address_succeeds,
);

fn email(raw: &str) -> Email {
    Email::parse(raw).unwrap()
}

fn notice(user: UserId) -> QueuedMail {
    let (old_email, new_email) = (email("ada@example.org"), email("Ada@new.example"));
    mail(user, 200, MailContent::EmailChanged { old_email, new_email })
}

fn change(link: &LinkRecord) -> EmailChange {
    EmailChange { link: presented(link), mail: notice(link.user_id), at: at(7) }
}

/// Makes `address` the pending address, and adds a link to it.
async fn request_change(stores: &Stores, user: UserId, address: &str) -> LinkRecord {
    let pending =
        ProfileChange { pending_email: Some(Some(email(address))), ..ProfileChange::empty(user, at(1)) };
    stores.users.change_profile(&pending).await.unwrap();
    let link = link(user, 100, LinkPurpose::VerifyNewEmail, address);
    stores.links.remove(user, link.id).await.unwrap();
    stores.links.add(&link).await.unwrap();
    link
}

async fn has_link(stores: &Stores, link: &LinkRecord) -> bool {
    stores.links.find(link.user_id, link.id).await.unwrap().is_some()
}

async fn preferences_are_changed_together(stores: &Stores) {
    let new = NewUser { language: Language::Spanish, ..new_user("ada") };
    let before = stores.users.create(&new, at(0)).await.unwrap();
    assert_eq!(before.preferences, Preferences { language: Language::Spanish, ..Preferences::default() });
    let time_zone = TimeZone::parse("America/Argentina/Buenos_Aires").unwrap();
    let preferences = Preferences { language: Language::German, time_zone, login_notices: false };
    let change = ProfileChange { preferences: Some(preferences), ..ProfileChange::empty(before.id, at(7)) };
    let changed = stores.users.change_profile(&change).await.unwrap();
    assert_eq!(changed, User { preferences, updated_at: at(7), ..before.clone() });
    assert_eq!(stored(stores, before.id).await, changed);
    // A change with a login name takes another path in some stores.
    let username = Username::parse("lovelace").unwrap();
    let both = ProfileChange {
        preferences: Some(before.preferences),
        username: Some(username.clone()),
        ..ProfileChange::empty(before.id, at(8))
    };
    stores.users.change_profile(&both).await.unwrap();
    let expected = User { username, updated_at: at(8), ..before };
    assert_eq!(stored(stores, expected.id).await, expected);
}

async fn only_another_address_has_to_be_verified_again(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let verify = link(ada, 1, LinkPurpose::VerifyEmail, "ada@example.org");
    stores.links.add(&verify).await.unwrap();
    let verification = EmailVerification { link: presented(&verify), at: at(1) };
    assert!(stores.users.verify_email(&verification).await.unwrap());
    let change_to = async |address: &str| {
        let change = ProfileChange {
            email: Some(email(address)),
            verified_hash: Some(password_hash()),
            ..ProfileChange::empty(ada, at(7))
        };
        stores.users.change_profile(&change).await.unwrap().email_verified
    };
    assert!(change_to("ADA@example.org").await);
    assert!(!change_to("ada@new.example").await);
    assert!(!change_to("ada@example.org").await);
}

async fn new_pending_address_invalidates_the_links_to_the_earlier_one(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let of_bob = request_change(stores, bob, "bob@new.example").await;
    let others = [LinkPurpose::ResetPassword, LinkPurpose::VerifyEmail, LinkPurpose::UndoEmailChange];
    let others: Vec<_> =
        (1..).zip(others).map(|(n, purpose)| link(ada, n, purpose, "ada@example.org")).collect();
    for link in &others {
        stores.links.add(link).await.unwrap();
    }
    for pending in [email("second@new.example").into(), None] {
        let earlier = request_change(stores, ada, "first@new.example").await;
        let before = stored(stores, ada).await;
        assert_eq!(before.pending_email, Some(email("first@new.example")));
        let content = MailContent::VerifyNewEmail { email: email("second@new.example") };
        let mail = pending.is_some().then(|| mail(ada, 1, content));
        let change = ProfileChange {
            pending_email: Some(pending.clone()),
            mail: mail.clone(),
            ..ProfileChange::empty(ada, at(7))
        };
        let changed = stores.users.change_profile(&change).await.unwrap();
        assert_eq!(changed, User { pending_email: pending, updated_at: at(7), ..before });
        assert_eq!(stored(stores, ada).await, changed);
        assert_eq!(drain_outbox(stores).await, Vec::from_iter(mail));
        // The row stays, because the limit of links per hour counts it.
        let ended = stores.links.find(ada, earlier.id).await.unwrap().unwrap();
        assert_eq!(ended.expires_at, at(7));
        for link in others.iter().chain([&of_bob]) {
            assert!(has_link(stores, link).await, "{link:?}");
        }
    }
}

async fn link_makes_the_pending_address_the_address(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let session = session(ada, 1);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    let verify = request_change(stores, ada, "Ada@new.example").await;
    let reset = |number, address| link(ada, number, LinkPurpose::ResetPassword, address);
    let undo = link(ada, 4, LinkPurpose::UndoEmailChange, "older@example.org");
    let [to_old, to_new] = [reset(1, "ada@example.org"), reset(2, "Ada@new.example")];
    for link in [&to_old, &to_new, &undo] {
        stores.links.add(link).await.unwrap();
    }
    let before = stored(stores, ada).await;
    assert!(stores.users.change_email(&change(&verify)).await.unwrap());
    let expected = User {
        email: email("Ada@new.example"),
        email_verified: true,
        pending_email: None,
        updated_at: at(7),
        ..before
    };
    assert_eq!(stored(stores, ada).await, expected);
    let found = stores.users.find_credentials(&LoginName::from(&expected.email)).await.unwrap().unwrap();
    assert_eq!((found.user, found.password_hash.expose()), (expected, password_hash().expose()));
    for (link, is_kept) in [(&verify, false), (&to_old, false), (&to_new, true), (&undo, true)] {
        assert_eq!(has_link(stores, link).await, is_kept, "{link:?}");
    }
    assert_eq!(drain_outbox(stores).await, [notice(ada)]);
    assert!(stores.sessions.is_live(ada, session.id, at(8)).await.unwrap());
    // The old address stays reserved for the user.
    for (when, is_free) in [(at(8), false), (at(7) + NAME_RESERVATION, true)] {
        let other = NewUser { email: email("ada@example.org"), ..new_user("other") };
        assert_eq!(stores.users.create(&other, when).await.is_ok(), is_free, "{when}");
    }
}

/// The owner may restore an address in the account settings instead of using the link in the notice.
async fn restored_address_ends_the_links_to_undo_later_changes(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let undo_of = |number, address, seconds| LinkRecord {
        created_at: at(seconds),
        ..link(ada, number, LinkPurpose::UndoEmailChange, address)
    };
    let [earlier, of_owner, of_thief] = [
        undo_of(1, "older@example.org", 1),
        undo_of(2, "old@example.org", 2),
        undo_of(3, "mallory@new.example", 3),
    ];
    for link in [&earlier, &of_owner, &of_thief] {
        stores.links.add(link).await.unwrap();
    }
    let waiting = QueuedMail { queued_at: at(3), ..notice(ada) };
    assert!(stores.outbox.queue(&waiting, 9).await.unwrap());
    let verify = request_change(stores, ada, "OLD@example.org").await;
    let restored = EmailChange { mail: mail(ada, 201, notice(ada).content), ..change(&verify) };
    assert!(stores.users.change_email(&restored).await.unwrap());
    assert_eq!(stored(stores, ada).await.email, email("OLD@example.org"));
    for (link, is_kept) in [(&earlier, true), (&of_owner, false), (&of_thief, false)] {
        assert_eq!(has_link(stores, link).await, is_kept, "{link:?}");
    }
    assert_eq!(drain_outbox(stores).await, [], "the thief must not get another link");
}

async fn link_changes_the_address_once(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let verify = request_change(stores, ada, "ada@new.example").await;
    assert!(stores.users.change_email(&change(&verify)).await.unwrap());
    let pending = ProfileChange {
        pending_email: Some(Some(email("ada@new.example"))),
        ..ProfileChange::empty(ada, at(8))
    };
    let again = stores.users.change_profile(&pending).await.unwrap();
    assert!(!stores.users.change_email(&change(&verify)).await.unwrap());
    assert_eq!(stored(stores, ada).await, again);
    assert_eq!(drain_outbox(stores).await, [notice(ada)]);
}

async fn invalid_link_changes_no_address(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let verify = request_change(stores, ada, "ada@new.example").await;
    let good = presented(&verify);
    let other_purpose = link(ada, 2, LinkPurpose::UndoEmailChange, "ada@new.example");
    stores.links.add(&other_purpose).await.unwrap();
    let before = stored(stores, ada).await;
    let invalid = [
        (Link { secret_hash: SecretHash([2; 32]), ..good }, at(7)),
        (Link { user_id: bob, ..good }, at(7)),
        (Link { purpose: LinkPurpose::VerifyEmail, ..good }, at(7)),
        (Link { purpose: LinkPurpose::VerifyNewEmail, ..presented(&other_purpose) }, at(7)),
        (good, verify.expires_at),
    ];
    for (link, when) in invalid {
        let change = EmailChange { link, at: when, ..change(&verify) };
        assert!(!stores.users.change_email(&change).await.unwrap(), "{link:?}");
    }
    stores.users.set_active(ada, false, at(3)).await.unwrap();
    assert!(!stores.users.change_email(&change(&verify)).await.unwrap());
    stores.users.set_active(ada, true, before.updated_at).await.unwrap();
    assert_eq!(stored(stores, ada).await, before);
    assert_eq!(drain_outbox(stores).await, []);
    let in_time = EmailChange { at: verify.expires_at - TimeDelta::microseconds(1), ..change(&verify) };
    assert!(stores.users.change_email(&in_time).await.unwrap(), "a rejection must not delete the link");
}

async fn link_of_a_cancelled_change_is_rejected(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let verify = request_change(stores, ada, "ada@new.example").await;
    for pending in [None, Some(email("ada@newer.example")), Some(email("Ada@new.example"))] {
        let cancel = ProfileChange { pending_email: Some(pending), ..ProfileChange::empty(ada, at(2)) };
        let before = stores.users.change_profile(&cancel).await.unwrap();
        // The sender may add a link while the user cancels the change.
        stores.links.remove(ada, verify.id).await.unwrap();
        stores.links.add(&verify).await.unwrap();
        assert!(!stores.users.change_email(&change(&verify)).await.unwrap());
        assert_eq!((stored(stores, ada).await, has_link(stores, &verify).await), (before, true));
    }
    assert_eq!(drain_outbox(stores).await, []);
}

async fn change_to_a_taken_address_writes_nothing(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    for address in ["BOB@example.org", "reserved@example.org"] {
        let verify = request_change(stores, ada, address).await;
        let moved = ProfileChange {
            email: Some(email("reserved@example.org")),
            verified_hash: Some(password_hash()),
            ..ProfileChange::empty(bob, at(2))
        };
        let before = stored(stores, ada).await;
        let changed = stores.users.change_email(&change(&verify)).await;
        if address == "BOB@example.org" {
            assert!(matches!(changed, Err(SaveUserError::EmailTaken)), "{changed:?}");
            stores.users.change_profile(&moved).await.unwrap();
            let released = stores.users.change_email(&change(&verify)).await;
            assert!(matches!(released, Err(SaveUserError::EmailTaken)), "a released address is reserved");
        } else {
            assert!(matches!(changed, Err(SaveUserError::EmailTaken)), "{changed:?}");
        }
        assert_eq!(stored(stores, ada).await, before);
        assert!(has_link(stores, &verify).await);
        assert_eq!(drain_outbox(stores).await, []);
    }
}

// assures: R511
async fn one_of_many_concurrent_changes_with_the_same_link_succeeds(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let verify = request_change(stores, ada, "ada@new.example").await;
    let changes: Vec<_> = (0..8)
        .map(|n| EmailChange { mail: mail(ada, n, MailContent::PasswordChanged), ..change(&verify) })
        .collect();
    let done = join_all(changes.iter().map(|change| stores.users.change_email(change))).await;
    let succeeded = done.into_iter().map(Result::unwrap).filter(|is_done| *is_done).count();
    assert_eq!((succeeded, drain_outbox(stores).await.len()), (1, 1));
}

// assures: R511
async fn change_or_registration_of_the_same_address_succeeds(stores: &Stores) {
    for n in 0..8 {
        let ada = add_user(stores, &format!("ada{n}")).await;
        let wanted = format!("wanted{n}@example.org");
        let verify = request_change(stores, ada, &wanted).await;
        let new = NewUser { email: email(&wanted), ..new_user(&format!("other{n}")) };
        let change = change(&verify);
        let (changed, created) =
            join(stores.users.change_email(&change), stores.users.create(&new, at(7))).await;
        let is_taken = |error: &SaveUserError| matches!(error, SaveUserError::EmailTaken);
        assert!(changed.as_ref().map_or_else(is_taken, |is_done| *is_done), "{changed:?}");
        assert!(created.as_ref().map_or_else(is_taken, |_| true), "{created:?}");
        assert_ne!(changed.is_ok(), created.is_ok());
        let owner = stores.users.find_credentials(&LoginName::from(&email(&wanted))).await.unwrap().unwrap();
        assert_eq!(owner.user.id == ada, changed.is_ok());
        assert_eq!(drain_outbox(stores).await.len(), usize::from(changed.is_ok()));
    }
}

// assures: R511
async fn one_of_two_users_with_the_same_pending_address_succeeds(stores: &Stores) {
    for n in 0..8 {
        let [ada, bob] =
            [add_user(stores, &format!("ada{n}")).await, add_user(stores, &format!("bob{n}")).await];
        let wanted = format!("wanted{n}@example.org");
        let [of_ada, of_bob] = [
            change(&request_change(stores, ada, &wanted).await),
            EmailChange {
                mail: mail(bob, 201, MailContent::PasswordChanged),
                ..change(&request_change(stores, bob, &wanted).await)
            },
        ];
        let (of_ada, of_bob) =
            join(stores.users.change_email(&of_ada), stores.users.change_email(&of_bob)).await;
        assert_ne!(of_ada.is_ok(), of_bob.is_ok());
        for failed in [of_ada, of_bob].into_iter().filter_map(Result::err) {
            assert!(matches!(failed, SaveUserError::EmailTaken), "{failed:?}");
        }
        assert_eq!(drain_outbox(stores).await.len(), 1);
    }
}
