//! The contract of [`SessionStore`](crate::session::SessionStore) for sweeps over the sessions of all users.

use chrono::TimeDelta;
use futures_util::future::join;

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::ids::{SessionId, UserId};
use crate::session::{IssuedRefresh, RefreshState, Session, SessionKey, SessionScan};
use crate::stores::Stores;
use crate::testing::examples::{at, issued, password_hash, session};

contract!($ session_sweeps(Stores) as __session_sweeps_contract:
    live_sessions_are_found_in_steps,
    expired_sessions_are_found_in_steps,
    purge_removes_only_expired_and_revoked_sessions,
    concurrent_purges_remove_each_session_once,
);

async fn open(stores: &Stores, session: Session) -> Session {
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    session
}

fn key(session: &Session) -> SessionKey {
    SessionKey { user_id: session.user_id, id: session.id }
}

async fn live_sessions_are_found_in_steps(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    // Sweeps sort by user first. Sorting only by session id would give a different order.
    let all = [(ada, 9), (ada, 200), (bob, 1), (bob, 7), (bob, 130)].map(|(user, n)| session(user, n));
    for session in &all {
        open(stores, session.clone()).await;
    }
    let [first, second, third, fourth, fifth] = all.each_ref().map(key);
    stores.sessions.revoke(bob, fourth.id, at(1), None).await.unwrap();
    let find = async |after, max| stores.sessions.find_live(after, at(2), max).await.unwrap();
    assert_eq!(find(None, 2).await, SessionScan { sessions: vec![first, second], next: Some(second) });
    assert_eq!(find(Some(second), 2).await, SessionScan { sessions: vec![third], next: Some(fourth) });
    assert_eq!(find(Some(fourth), 2).await, SessionScan { sessions: vec![fifth], next: None });
    // The step is full, so one more step is needed to find the end.
    assert_eq!(
        find(None, 5).await,
        SessionScan { sessions: vec![first, second, third, fifth], next: Some(fifth) }
    );
    assert_eq!(find(Some(fifth), 5).await, SessionScan { sessions: vec![], next: None });
    let later = stores.sessions.find_live(None, all[0].expires_at, HIGH_SESSION_LIMIT).await.unwrap();
    assert_eq!(later, SessionScan { sessions: vec![], next: None });
}

/// Opens one live session, and three sessions that ended at the time `at(10)`: revoked, expired, and with an expired
/// refresh token.
async fn open_one_live_and_three_ended(stores: &Stores, user: UserId) -> (Session, [SessionId; 3]) {
    let idle_since = |number, end| RefreshState {
        used: Some(issued(99).handle),
        tip: IssuedRefresh { expires_at: end, ..issued(number) },
        rotation: None,
    };
    let far = at(0) + TimeDelta::days(1);
    let revoked = open(stores, Session { refresh: idle_since(1, far), ..session(user, 1) }).await;
    let live = open(stores, Session { refresh: idle_since(2, far), ..session(user, 2) }).await;
    let expired = Session { refresh: idle_since(3, far), expires_at: at(10), ..session(user, 3) };
    let expired = open(stores, expired).await;
    let idle = open(stores, Session { refresh: idle_since(4, at(10)), ..session(user, 4) }).await;
    stores.sessions.revoke(user, revoked.id, at(10), None).await.unwrap();
    (live, [revoked.id, expired.id, idle.id])
}

// assures: R410
async fn expired_sessions_are_found_in_steps(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let (live, over) = open_one_live_and_three_ended(stores, ada).await;
    let (_, over_of_bob) = open_one_live_and_three_ended(stores, bob).await;
    let [first, second, third] = over.map(|id| SessionKey { user_id: ada, id });
    let of_bob = over_of_bob.map(|id| SessionKey { user_id: bob, id });
    let find = async |after, max| stores.sessions.find_ended(after, at(11), max).await.unwrap();
    assert_eq!(stores.sessions.find_ended(None, at(10), HIGH_SESSION_LIMIT).await.unwrap().sessions, []);
    assert_eq!(find(None, 2).await, SessionScan { sessions: vec![first], next: Some(key(&live)) });
    assert_eq!(
        find(Some(key(&live)), 2).await,
        SessionScan { sessions: vec![second, third], next: Some(third) }
    );
    assert_eq!(find(Some(third), 5).await, SessionScan { sessions: of_bob.to_vec(), next: None });
}

// assures: R410
async fn purge_removes_only_expired_and_revoked_sessions(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let (live, over) = open_one_live_and_three_ended(stores, ada).await;
    let all = [over[0], live.id, over[1], over[2], SessionId(uuid::Uuid::nil())];
    let purge =
        async |user, ids: &[SessionId], before| stores.sessions.purge(user, ids, at(before)).await.unwrap();
    assert_eq!(purge(ada, &all, 10).await, 0);
    assert_eq!(purge(bob, &all, 11).await, 0, "sessions of another user must not be purged");
    assert_eq!(purge(ada, &[], 11).await, 0);
    assert_eq!(purge(ada, &over[..1], 11).await, 1);
    assert_eq!(purge(ada, &all, 11).await, 2);
    for gone in over {
        assert_eq!(stores.sessions.find(ada, gone).await.unwrap(), None);
    }
    assert_eq!(stores.sessions.find(ada, live.id).await.unwrap(), Some(live));
    assert_eq!(purge(ada, &all, 11).await, 0);
}

// assures: R410
async fn concurrent_purges_remove_each_session_once(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let mut ids = Vec::new();
    for number in 0..20 {
        let id = open(stores, session(user, number)).await.id;
        if number % 2 == 1 {
            stores.sessions.revoke(user, id, at(1), None).await.unwrap();
        }
        ids.push(id);
    }
    let purge = || stores.sessions.purge(user, &ids, at(2));
    let (one, other) = join(purge(), purge()).await;
    let removed = one.unwrap() + other.unwrap();
    // A purge skips rows that the concurrent purge has locked. Neither purge counts a row that the other has removed.
    let rest = purge().await.unwrap();
    assert_eq!(removed + rest, 10);
    assert_eq!(stores.sessions.list_live(user, at(2)).await.unwrap().len(), 10);
}
