//! The contract of [`SessionStore`](crate::session::SessionStore) for all sessions of one user: the limit, the list,
//! and the revocation of all sessions.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::Session;
use crate::stores::Stores;
use crate::testing::examples::{at, password_hash, session};

contract!($ session_sets(Stores) as __session_sets_contract:
    live_sessions_are_listed_by_most_recent_use,
    session_over_the_limit_revokes_the_least_recently_used_one,
    concurrent_logins_respect_the_session_limit,
    all_sessions_except_one_are_revoked,
);

/// Returns a session that is created and last used at `time`, and expires one day later.
fn opened(user: UserId, number: u8, time: Timestamp) -> Session {
    let example = session(user, number);
    let expires_at = time + (example.expires_at - example.created_at);
    Session { created_at: time, last_used_at: time, expires_at, ..example }
}

async fn live(stores: &Stores, user: UserId, now: Timestamp) -> Vec<SessionId> {
    let listed = stores.sessions.list_live(user, now).await.unwrap();
    listed.iter().map(|session| session.id).collect()
}

async fn live_sessions_are_listed_by_most_recent_use(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let of_ada = [opened(ada, 1, at(5)), opened(ada, 2, at(7)), opened(ada, 3, at(7)), opened(ada, 4, at(6))];
    for session in of_ada.iter().chain(&[opened(bob, 5, at(8))]) {
        stores.sessions.create(session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    }
    let [first, second, third, fourth] = of_ada;
    let expected = [&third, &second, &fourth, &first].map(Clone::clone);
    assert_eq!(stores.sessions.list_live(ada, at(9)).await.unwrap(), expected);
    assert_eq!(live(stores, ada, first.expires_at).await, [third.id, second.id, fourth.id]);
    assert!(stores.sessions.revoke(ada, second.id, at(9), None).await.unwrap());
    assert_eq!(live(stores, ada, at(9)).await, [third.id, fourth.id, first.id]);
}

async fn session_over_the_limit_revokes_the_least_recently_used_one(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let create = async |session: &Session, max| {
        stores.sessions.create(session, &password_hash(), max, None).await.unwrap()
    };
    let sessions = [3, 1, 2, 5, 4].map(|time: u8| opened(ada, time, at(time.into())));
    let id = |time: u8| opened(ada, time, at(0)).id;
    for session in &sessions {
        assert_eq!(create(session, HIGH_SESSION_LIMIT).await, []);
        create(&opened(bob, 10 + session.id.0.as_bytes()[0], session.created_at), HIGH_SESSION_LIMIT).await;
    }
    assert!(stores.sessions.revoke(ada, id(2), at(6), None).await.unwrap());
    // Four sessions are live, so the new session is the fifth.
    assert_eq!(create(&opened(ada, 6, at(6)), 5).await, []);
    assert_eq!(create(&opened(ada, 7, at(7)), 5).await, [id(1)]);
    assert_eq!(live(stores, ada, at(7)).await, [id(7), id(6), id(5), id(4), id(3)]);
    assert_eq!(stores.sessions.find(ada, id(1)).await.unwrap().unwrap().revoked_at, Some(at(7)));
    assert_eq!(stores.sessions.find(ada, id(2)).await.unwrap().unwrap().revoked_at, Some(at(6)));
    // The new session stays live even if its time is not the latest, because clocks differ.
    let ended: BTreeSet<_> = create(&opened(ada, 8, at(1)), 2).await.into_iter().collect();
    assert_eq!(ended, [id(3), id(4), id(5), id(6)].into());
    assert_eq!(live(stores, ada, at(7)).await, [id(7), id(8)]);
    assert_eq!(live(stores, bob, at(7)).await.len(), 5);
}

// assures: R410
async fn concurrent_logins_respect_the_session_limit(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    // The first logins fill the limit. Further logins have older and newer times of use, and then lower limits.
    for (numbers, max) in [(60..120, 50), (0..60, 50), (120..180, 50), (180..196, 4), (196..212, 1)] {
        let sessions: Vec<_> = numbers.map(|n| opened(user, n, at(n.into()))).collect();
        let hash = password_hash();
        let created =
            join_all(sessions.iter().map(|session| stores.sessions.create(session, &hash, max, None))).await;
        let mut ended: Vec<SessionId> = created.into_iter().flat_map(Result::unwrap).collect();
        let before = ended.len();
        ended.sort_unstable();
        ended.dedup();
        assert_eq!(ended.len(), before, "each session must be revoked by one login only");
        let live = live(stores, user, at(1000)).await;
        assert_eq!(live.len(), max);
        assert!(live.iter().all(|id| !ended.contains(id)));
    }
}

async fn all_sessions_except_one_are_revoked(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let sessions = [1, 2, 3, 4].map(|n: u8| opened(ada, n, at(n.into())));
    for session in sessions.iter().chain(&[opened(bob, 5, at(0))]) {
        stores.sessions.create(session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    }
    let [first, second, third, fourth] = sessions.map(|session| session.id);
    stores.sessions.revoke(ada, first, at(5), None).await.unwrap();
    let mut ended = stores.sessions.revoke_all(ada, Some(third), at(6)).await.unwrap();
    ended.sort_unstable();
    assert_eq!(ended, [second, fourth]);
    assert_eq!(live(stores, ada, at(6)).await, [third]);
    assert_eq!(stores.sessions.find(ada, first).await.unwrap().unwrap().revoked_at, Some(at(5)));
    assert_eq!(stores.sessions.find(ada, fourth).await.unwrap().unwrap().revoked_at, Some(at(6)));
    let of_bob = session(bob, 5).id;
    assert_eq!(live(stores, bob, at(6)).await, [of_bob]);
    assert_eq!(stores.sessions.revoke_all(ada, Some(of_bob), at(7)).await.unwrap(), [third]);
    assert_eq!(stores.sessions.revoke_all(ada, None, at(8)).await.unwrap(), []);
    assert_eq!(stores.sessions.revoke_all(bob, None, at(8)).await.unwrap(), [of_bob]);
}
