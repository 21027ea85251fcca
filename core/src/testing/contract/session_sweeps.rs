//! The contract of [`SessionStore`](crate::session::SessionStore) for sweeps over the sessions of everyone.

use chrono::TimeDelta;
use futures_util::future::join;

use super::suite::{PLENTY, add_user};
use crate::ids::{SessionId, UserId};
use crate::session::{IssuedRefresh, RefreshState, Session, SessionKey, Swept};
use crate::stores::Stores;
use crate::testing::examples::{at, issued, password_hash, session};

pub(super) async fn contract<Kept>(fresh: &impl AsyncFn() -> (Stores, Kept)) {
    promises!(fresh:
        a_sweep_ends_the_live_step_by_step,
        a_purge_removes_what_is_over,
        a_purge_goes_step_by_step,
        two_can_purge_at_once,
    );
}

async fn open(stores: &Stores, session: Session) -> Session {
    stores.sessions.create(&session, &password_hash(), PLENTY).await.unwrap();
    session
}

fn key(session: &Session) -> SessionKey {
    SessionKey { user_id: session.user_id, id: session.id }
}

async fn a_sweep_ends_the_live_step_by_step(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    // By user first: the ids alone would be in another order.
    let all = [(ada, 9), (ada, 200), (bob, 1), (bob, 7), (bob, 130)].map(|(user, n)| session(user, n));
    for session in &all {
        open(stores, session.clone()).await;
    }
    let [_, second, _, fourth, fifth] = all.each_ref().map(key);
    stores.sessions.revoke(bob, fourth.id, at(1)).await.unwrap();
    let step = async |after, time| stores.sessions.revoke_next(after, at(time), 2).await.unwrap();
    assert_eq!(step(None, 2).await, Swept { changed: 2, next: Some(second) });
    assert_eq!(step(Some(second), 3).await, Swept { changed: 1, next: Some(fourth) });
    assert_eq!(step(Some(fourth), 4).await, Swept { changed: 1, next: None });
    let mut ends = Vec::new();
    for session in &all {
        ends.push(stores.sessions.find(session.user_id, session.id).await.unwrap().unwrap().revoked_at);
    }
    assert_eq!(ends, [2, 2, 3, 1, 4].map(|time| Some(at(time))));
    // Full steps to the end: only the next one finds that there is nothing left.
    let last = stores.sessions.revoke_next(None, at(5), 5).await.unwrap();
    assert_eq!(last, Swept { changed: 0, next: Some(fifth) });
    assert_eq!(step(last.next, 5).await, Swept { changed: 0, next: None });
}

async fn a_purge_removes_what_is_over(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let idle_since = |number, end| RefreshState {
        used: Some(issued(99).handle),
        tip: IssuedRefresh { expires_at: end, ..issued(number) },
    };
    let far = at(0) + TimeDelta::days(1);
    let live = open(stores, Session { refresh: idle_since(1, far), ..session(user, 1) }).await;
    let revoked = open(stores, Session { refresh: idle_since(2, far), ..session(user, 2) }).await;
    let expired = Session { refresh: idle_since(3, far), expires_at: at(10), ..session(user, 3) };
    let expired = open(stores, expired).await;
    let idle = open(stores, Session { refresh: idle_since(4, at(10)), ..session(user, 4) }).await;
    stores.sessions.revoke(user, revoked.id, at(10)).await.unwrap();
    let purge = async |before| stores.sessions.purge_next(None, at(before), PLENTY).await.unwrap();
    assert_eq!(purge(10).await, Swept { changed: 0, next: None });
    assert!(stores.sessions.find(user, idle.id).await.unwrap().is_some());
    assert_eq!(purge(11).await, Swept { changed: 3, next: None });
    for gone in [revoked.id, expired.id, idle.id] {
        assert_eq!(stores.sessions.find(user, gone).await.unwrap(), None);
    }
    assert_eq!(stores.sessions.find(user, live.id).await.unwrap(), Some(live));
    assert_eq!(purge(11).await, Swept { changed: 0, next: None });
}

/// `count` sessions of which every second one is over since 1.
async fn half_over(stores: &Stores, user: UserId, count: u8) -> Vec<SessionId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let id = open(stores, session(user, number)).await.id;
        if number % 2 == 1 {
            stores.sessions.revoke(user, id, at(1)).await.unwrap();
        }
        ids.push(id);
    }
    ids
}

async fn a_purge_goes_step_by_step(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let ids = half_over(stores, user, 10).await;
    let (mut after, mut removed) = (None, Vec::new());
    loop {
        let step = stores.sessions.purge_next(after, at(2), 3).await.unwrap();
        removed.push(step.changed);
        after = step.next;
        if after.is_none() {
            break;
        }
    }
    // Of 0 1 2, of 3 4 5, of 6 7 8, of 9.
    assert_eq!(removed, [1, 2, 1, 1]);
    let left = stores.sessions.list_live(user, at(2)).await.unwrap();
    let left: Vec<_> = left.iter().map(|session| session.id).rev().collect();
    assert_eq!(left, ids.into_iter().step_by(2).collect::<Vec<_>>());
}

async fn two_can_purge_at_once(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    half_over(stores, user, 20).await;
    let purge = || stores.sessions.purge_next(None, at(2), PLENTY);
    let (one, other) = join(purge(), purge()).await;
    let removed = one.unwrap().changed + other.unwrap().changed;
    // Whoever met the other left rows for the next time; but nobody removed what the other did.
    let rest = purge().await.unwrap().changed;
    assert_eq!(removed + rest, 10);
    assert_eq!(stores.sessions.list_live(user, at(2)).await.unwrap().len(), 10);
}
