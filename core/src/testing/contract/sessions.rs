//! The contract of [`SessionStore`](crate::session::SessionStore).

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::ids::{SessionId, UserId};
use crate::session::{Client, RefreshChange, RefreshState, Session, TokenTransport};
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, issued, password_hash, session};
use crate::user::PasswordHash;

contract!($ sessions(Stores) as __sessions_contract:
    stored_session_equals_the_created_one,
    session_requires_an_existing_user,
    session_requires_the_stored_password_hash,
    session_is_rejected_for_an_inactive_user,
    deactivation_revokes_all_sessions_of_the_user,
    refresh_is_saved_only_on_the_tip_that_was_read,
    one_of_many_concurrent_refreshes_succeeds,
    ended_session_is_not_refreshed,
    only_a_live_session_is_revoked_and_only_once,
    session_is_live_until_it_expires_or_is_revoked,
    recently_revoked_sessions_are_found,
);

fn advanced(session: &Session, number: u8) -> RefreshChange {
    RefreshChange {
        user_id: session.user_id,
        id: session.id,
        from_tip: session.refresh.tip.handle,
        from_confirmed_at: None,
        refresh: RefreshState {
            used: Some(session.refresh.tip.handle),
            ..RefreshState::starting_with(issued(number), TokenTransport::Body)
        },
        last_used_at: at(5),
        last_client: Client::new(Some("curl/8"), "2001:db8::7".parse().ok()),
    }
}

async fn open(stores: &Stores, user: UserId, number: u8) -> Session {
    let session = session(user, number);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    session
}

async fn stored_session_equals_the_created_one(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let stored = open(stores, user, 1).await;
    assert_eq!(stores.sessions.find(user, stored.id).await.unwrap(), Some(stored.clone()));
    assert_eq!(stores.sessions.find(other, stored.id).await.unwrap(), None);
    let bare = Session {
        client: Client::new(None, "2001:db8::1".parse().ok()),
        refresh: RefreshState {
            used: Some(issued(9).handle),
            ..RefreshState::starting_with(issued(8), TokenTransport::Cookie)
        },
        ..session(user, 2)
    };
    stores.sessions.create(&bare, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    assert_eq!(stores.sessions.find(user, bare.id).await.unwrap(), Some(bare));
}

async fn session_requires_an_existing_user(stores: &Stores) {
    let orphan = session(UserId::new(4711).unwrap(), 1);
    let created = stores.sessions.create(&orphan, &password_hash(), HIGH_SESSION_LIMIT, None).await;
    assert!(matches!(created, Err(StoreError::Conflict)), "{created:?}");
}

async fn session_requires_the_stored_password_hash(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    add_user(stores, "bob").await;
    let [old, new] = [password_hash(), PasswordHash::new("a newer hash".to_owned())];
    assert!(stores.users.replace_hash(user, &old, &new).await.unwrap());
    let created = stores.sessions.create(&session(user, 1), &old, HIGH_SESSION_LIMIT, None).await;
    assert!(matches!(created, Err(StoreError::Conflict)), "{created:?}");
    assert_eq!(stores.sessions.find(user, session(user, 1).id).await.unwrap(), None);
    stores.sessions.create(&session(user, 1), &new, HIGH_SESSION_LIMIT, None).await.unwrap();
}

async fn session_is_rejected_for_an_inactive_user(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    stores.users.set_active(user, false, at(1)).await.unwrap();
    let created = stores.sessions.create(&session(user, 1), &password_hash(), HIGH_SESSION_LIMIT, None).await;
    assert!(matches!(created, Err(StoreError::Conflict)), "{created:?}");
    stores.users.set_active(user, true, at(2)).await.unwrap();
    stores.sessions.create(&session(user, 1), &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
}

async fn deactivation_revokes_all_sessions_of_the_user(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let [first, second, others] =
        [open(stores, ada, 1).await, open(stores, ada, 2).await, open(stores, bob, 3).await];
    stores.sessions.revoke(ada, first.id, at(1), None).await.unwrap();
    stores.users.set_active(ada, false, at(2)).await.unwrap();
    stores.users.set_active(ada, true, at(3)).await.unwrap();
    for (ended, when) in [(first, at(1)), (second, at(2))] {
        assert!(!stores.sessions.is_live(ada, ended.id, at(4)).await.unwrap());
        let stored = stores.sessions.find(ada, ended.id).await.unwrap().unwrap();
        assert_eq!(stored.revoked_at, Some(when));
    }
    assert!(stores.sessions.is_live(bob, others.id, at(4)).await.unwrap());
}

async fn refresh_is_saved_only_on_the_tip_that_was_read(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let stored = open(stores, user, 1).await;
    let change = advanced(&stored, 2);
    stores.sessions.save_refresh(&change).await.unwrap();
    let expected = Session {
        refresh: change.refresh.clone(),
        last_used_at: at(5),
        last_client: change.last_client.clone(),
        ..stored
    };
    assert_eq!(stores.sessions.find(user, expected.id).await.unwrap(), Some(expected.clone()));
    let late = stores.sessions.save_refresh(&RefreshChange { last_used_at: at(6), ..change }).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(stores.sessions.find(user, expected.id).await.unwrap(), Some(expected));
}

// assures: R405
async fn one_of_many_concurrent_refreshes_succeeds(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let stored = open(stores, user, 1).await;
    let changes: Vec<RefreshChange> = (2..18).map(|number| advanced(&stored, number)).collect();
    let saved = join_all(changes.iter().map(|change| stores.sessions.save_refresh(change))).await;
    assert_eq!(saved.iter().filter(|result| result.is_ok()).count(), 1);
    for lost in saved.iter().filter(|result| result.is_err()) {
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    }
}

async fn ended_session_is_not_refreshed(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let stored = open(stores, user, 1).await;
    stores.sessions.revoke(user, stored.id, at(4), None).await.unwrap();
    let saved = stores.sessions.save_refresh(&advanced(&stored, 2)).await;
    assert!(matches!(saved, Err(StoreError::Conflict)), "{saved:?}");
    let gone = session(user, 9);
    let saved = stores.sessions.save_refresh(&advanced(&gone, 2)).await;
    assert!(matches!(saved, Err(StoreError::Conflict)), "{saved:?}");
}

async fn only_a_live_session_is_revoked_and_only_once(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let other = add_user(stores, "bob").await;
    let stored = open(stores, user, 1).await;
    let revoke = async |user, id, at| stores.sessions.revoke(user, id, at, None).await.unwrap();
    assert!(!revoke(other, stored.id, at(3)).await);
    assert!(!revoke(user, session(user, 9).id, at(3)).await);
    assert!(!revoke(user, stored.id, stored.expires_at).await);
    assert_eq!(stores.sessions.find(user, stored.id).await.unwrap(), Some(stored.clone()));
    assert!(revoke(user, stored.id, at(4)).await);
    assert!(!revoke(user, stored.id, at(5)).await);
    let ended = stores.sessions.find(user, stored.id).await.unwrap().unwrap();
    assert_eq!(ended.revoked_at, Some(at(4)));
}

async fn session_is_live_until_it_expires_or_is_revoked(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let stored = open(stores, user, 1).await;
    let is_live = async |now| stores.sessions.is_live(user, stored.id, now).await.unwrap();
    assert!(is_live(at(1)).await);
    assert!(is_live(stored.expires_at - TimeDelta::microseconds(1)).await);
    assert!(!is_live(stored.expires_at).await);
    stores.users.set_active(user, false, at(2)).await.unwrap();
    assert!(!is_live(at(3)).await);
    let revoked = open(stores, add_user(stores, "bob").await, 2).await;
    stores.sessions.revoke(revoked.user_id, revoked.id, at(5), None).await.unwrap();
    assert!(!stores.sessions.is_live(revoked.user_id, revoked.id, at(6)).await.unwrap());
    assert!(!stores.sessions.is_live(user, session(user, 9).id, at(1)).await.unwrap());
}

async fn recently_revoked_sessions_are_found(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let bob = add_user(stores, "bob").await;
    let [live, revoked, of_inactive] =
        [open(stores, ada, 1).await, open(stores, ada, 2).await, open(stores, bob, 3).await];
    let ended = async |revoked_since, used_since| -> Vec<SessionId> {
        let found = stores
            .sessions
            .find_revoked_since(at(revoked_since), at(used_since), HIGH_SESSION_LIMIT)
            .await
            .unwrap();
        assert_eq!(found.users, []);
        let mut ids = found.sessions;
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    assert_eq!(ended(-1, -1).await, []);
    stores.sessions.revoke(ada, revoked.id, at(7), None).await.unwrap();
    assert_eq!(ended(7, 0).await, [revoked.id]);
    assert_eq!(ended(8, 0).await, []);
    stores.users.set_active(bob, false, at(8)).await.unwrap();
    assert_eq!(ended(7, 0).await, [revoked.id, of_inactive.id]);
    assert_eq!(ended(9, 0).await, [of_inactive.id], "the time of the deactivation must not matter");
    assert_eq!(ended(9, 1).await, [], "a session last used before `used_since` must not be returned");
    let few = stores.sessions.find_revoked_since(at(7), at(0), 1).await.unwrap();
    assert_eq!(few.sessions.len(), 1, "at most the requested number of sessions must be returned");
    stores.users.set_active(bob, true, at(10)).await.unwrap();
    assert_eq!(
        ended(7, 0).await,
        [revoked.id, of_inactive.id],
        "the session of a user who is active again must stay revoked"
    );
    assert_eq!(ended(9, 0).await, []);
    assert!(stores.sessions.is_live(ada, live.id, at(9)).await.unwrap());
}
