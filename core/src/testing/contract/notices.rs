//! The contract of the stores for mails that a change causes. A mail is queued in the same atomic step as its change,
//! and only if the change succeeds.

use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user, drain_outbox};
use crate::ids::{SessionId, UserId};
use crate::session::Session;
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, mail, new_user, password_hash, session};
use crate::user::mail::{MailContent, MailId, NOT_SENT, QueuedMail};
use crate::user::{Email, NewUser, PasswordChange, PasswordHash, ProfileChange, SaveUserError, Username};

contract!($ notices(Stores) as __notices_contract:
    registration_queues_the_verification_mail,
    rejected_registration_queues_no_mail,
    profile_change_queues_its_mail,
    rejected_profile_change_queues_no_mail,
    password_change_queues_its_notice_only_if_it_succeeds,
    login_queues_its_notice_only_if_it_succeeds,
    revocation_queues_its_notice_only_if_the_session_was_live,
    one_of_many_concurrent_revocations_queues_a_notice,
    revocation_does_not_deadlock_with_changes_of_the_user,
);

fn notice(user: UserId, number: u8) -> QueuedMail {
    mail(user, number, MailContent::PasswordChanged)
}

fn registration(username: &str, number: u8) -> NewUser {
    NewUser { verification: Some(MailId(uuid::Uuid::from_bytes([number; 16]))), ..new_user(username) }
}

async fn open(stores: &Stores, session: Session) -> SessionId {
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    session.id
}

async fn registration_queues_the_verification_mail(stores: &Stores) {
    let ada = stores.users.create(&registration("ada", 1), at(5)).await.unwrap();
    assert_eq!((ada.verification_due_at, ada.email_verified), (Some(NOT_SENT), false));
    assert_eq!(stores.users.find(ada.id).await.unwrap(), Some(ada.clone()));
    let expected = QueuedMail { queued_at: at(5), ..mail(ada.id, 1, MailContent::VerifyEmail) };
    assert_eq!(drain_outbox(stores).await, [expected]);
    let bob = stores.users.create(&new_user("bob"), at(5)).await.unwrap();
    assert_eq!((bob.verification_due_at, drain_outbox(stores).await), (None, Vec::new()));
}

async fn rejected_registration_queues_no_mail(stores: &Stores) {
    add_user(stores, "ada").await;
    let created =
        join_all((1..=4).map(|n| async move { stores.users.create(&registration("bob", n), at(5)).await }));
    assert_eq!(created.await.iter().filter(|created| created.is_ok()).count(), 1);
    assert_eq!(drain_outbox(stores).await.len(), 1);
    let email = Email::parse("new@example.org").unwrap();
    for taken in [registration("ada", 5), NewUser { email, ..registration("ada", 6) }] {
        stores.users.create(&taken, at(5)).await.unwrap_err();
    }
    assert_eq!(drain_outbox(stores).await, []);
}

async fn profile_change_queues_its_mail(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let with_mail =
        |number| ProfileChange { mail: Some(notice(ada, number)), ..ProfileChange::empty(ada, at(7)) };
    let changes = [
        with_mail(1),
        ProfileChange { name: Some(None), ..with_mail(2) },
        ProfileChange { username: Username::parse("lovelace").ok(), ..with_mail(3) },
        ProfileChange { pending_email: Some(Email::parse("ada@new.example").ok()), ..with_mail(4) },
    ];
    for change in changes {
        stores.users.change_profile(&change).await.unwrap();
        assert_eq!(drain_outbox(stores).await, Vec::from_iter(change.mail));
    }
}

async fn rejected_profile_change_queues_no_mail(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let change = ProfileChange {
        pending_email: Some(Email::parse("ada@new.example").ok()),
        mail: Some(notice(ada, 1)),
        verified_hash: Some(password_hash()),
        ..ProfileChange::empty(ada, at(7))
    };
    let before = stores.users.find(ada).await.unwrap();
    let stale = PasswordHash::new("another hash".to_owned());
    for rejected in [
        ProfileChange { verified_hash: Some(stale), ..change.clone() },
        ProfileChange { username: Username::parse("bob").ok(), ..change.clone() },
        ProfileChange { email: Email::parse("bob@example.org").ok(), ..change.clone() },
        ProfileChange { user_id: UserId::new(bob.get() + 1).unwrap(), ..change.clone() },
    ] {
        stores.users.change_profile(&rejected).await.unwrap_err();
    }
    assert_eq!((stores.users.find(ada).await.unwrap(), drain_outbox(stores).await), (before, Vec::new()));
    stores.users.set_active(ada, false, at(8)).await.unwrap();
    let inactive = stores.users.change_profile(&change).await;
    assert!(matches!(inactive, Err(SaveUserError::Store(StoreError::Conflict))), "{inactive:?}");
    assert_eq!(drain_outbox(stores).await, []);
}

async fn password_change_queues_its_notice_only_if_it_succeeds(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let change = |number| PasswordChange {
        user_id: ada,
        old_hash: password_hash(),
        new_hash: PasswordHash::new("a newer hash".to_owned()),
        kept_session: None,
        mail: Some(notice(ada, number)),
        at: at(7),
    };
    stores.users.change_password(&change(1)).await.unwrap();
    stores.users.change_password(&change(2)).await.unwrap_err();
    assert_eq!(drain_outbox(stores).await, [notice(ada, 1)]);
}

async fn login_queues_its_notice_only_if_it_succeeds(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let log_in = async |number, hash: &str| {
        let (session, notice) = (session(ada, number), notice(ada, number));
        let hash = PasswordHash::new(hash.to_owned());
        stores.sessions.create(&session, &hash, 2, Some(&notice)).await
    };
    assert_eq!(log_in(1, "a hash").await.unwrap(), []);
    let stale = log_in(2, "another hash").await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    assert_eq!(drain_outbox(stores).await, [notice(ada, 1)]);
    // The limit of sessions applies to a login with a notice too.
    log_in(3, "a hash").await.unwrap();
    assert_eq!(log_in(4, "a hash").await.unwrap(), [session(ada, 1).id]);
    assert_eq!(drain_outbox(stores).await, [notice(ada, 3), notice(ada, 4)]);
    stores.users.set_active(ada, false, at(1)).await.unwrap();
    assert!(log_in(5, "a hash").await.is_err());
    assert_eq!(drain_outbox(stores).await, []);
}

async fn revocation_queues_its_notice_only_if_the_session_was_live(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let id = open(stores, session(ada, 1)).await;
    let expired = open(stores, Session { expires_at: at(5), ..session(ada, 2) }).await;
    let missing_user = UserId::new(ada.get() + 1).unwrap();
    let revoke = async |user, id, number| {
        stores.sessions.revoke(user, id, at(5), Some(&notice(user, number))).await.unwrap()
    };
    assert!(revoke(ada, id, 1).await);
    assert!(!revoke(ada, id, 2).await, "a revoked session");
    assert!(!revoke(ada, expired, 3).await, "an expired session");
    assert!(!revoke(ada, session(ada, 9).id, 4).await, "a missing session");
    assert!(!revoke(missing_user, id, 5).await, "a missing user");
    assert_eq!(drain_outbox(stores).await, [notice(ada, 1)]);
    assert_eq!(stores.sessions.find(ada, id).await.unwrap().unwrap().revoked_at, Some(at(5)));
}

async fn one_of_many_concurrent_revocations_queues_a_notice(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let id = open(stores, session(ada, 1)).await;
    let notices: Vec<_> = (0..8).map(|number| notice(ada, number)).collect();
    let revoked =
        join_all(notices.iter().map(|notice| stores.sessions.revoke(ada, id, at(5), Some(notice)))).await;
    let revoked: Vec<bool> = revoked.into_iter().map(Result::unwrap).collect();
    let winners = notices.into_iter().zip(revoked).filter(|(_, is_revoked)| *is_revoked);
    let winners: Vec<_> = winners.map(|(notice, _)| notice).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(drain_outbox(stores).await, winners);
}

// assures: R511
async fn revocation_does_not_deadlock_with_changes_of_the_user(stores: &Stores) {
    for round in 0..8_u8 {
        let ada = add_user(stores, &format!("ada{round}")).await;
        let ids: Vec<_> = join_all((1..=8).map(|number| open(stores, session(ada, number)))).await;
        let notices: Vec<_> = (1..=8).map(|number| notice(ada, 8 * round + number)).collect();
        let revoked = join_all(
            ids.iter()
                .zip(&notices)
                .map(|(id, notice)| stores.sessions.revoke(ada, *id, at(5), Some(notice))),
        );
        let change = PasswordChange {
            user_id: ada,
            old_hash: password_hash(),
            new_hash: PasswordHash::new("a newer hash".to_owned()),
            kept_session: None,
            mail: None,
            at: at(5),
        };
        let (revoked, ended) = join(revoked, stores.users.change_password(&change)).await;
        let revoked = revoked.into_iter().map(Result::unwrap).filter(|is_revoked| *is_revoked).count();
        assert_eq!(revoked + ended.unwrap().len(), 8);
        assert_eq!(drain_outbox(stores).await.len(), revoked);
    }
}
