//! The contract of [`SessionStore`](crate::session::SessionStore) for the rotation of refresh tokens.

use chrono::TimeDelta;
use futures_util::future::{join, join_all};

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::ids::{SessionId, UserId};
use crate::session::{
    Client, RefreshChange, RefreshState, RetiredRefresh, Rotation, Session, TokenTransport,
};
use crate::store_error::StoreError;
use crate::stores::Stores;
use crate::testing::examples::{at, issued, password_hash, session};

contract!($ session_rotation(Stores) as __session_rotation_contract:
    stored_rotation_equals_the_saved_one,
    tip_is_confirmed_only_once,
    only_the_numbered_tip_of_a_live_session_is_confirmed,
    refresh_decided_before_a_confirmation_conflicts,
    concurrent_confirmation_and_refresh_are_serialized,
);

fn cookie_session(user: UserId, number: u8) -> Session {
    let refresh = RefreshState {
        used: Some(issued(99).handle),
        ..RefreshState::starting_with(issued(number), TokenTransport::Cookie)
    };
    Session { refresh, ..session(user, number) }
}

async fn open(stores: &Stores, user: UserId, number: u8) -> Session {
    let session = cookie_session(user, number);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    session
}

fn change(session: &Session, refresh: RefreshState) -> RefreshChange {
    RefreshChange {
        user_id: session.user_id,
        id: session.id,
        from_tip: session.refresh.tip.handle,
        from_confirmed_at: session.refresh.rotation.as_ref().and_then(|rotation| rotation.confirmed_at),
        refresh,
        last_used_at: at(5),
        last_client: Client::default(),
    }
}

async fn read_session(stores: &Stores, session: &Session) -> Session {
    stores.sessions.find(session.user_id, session.id).await.unwrap().unwrap()
}

fn confirmed(session: &Session, seconds: i64) -> Session {
    let mut session = session.clone();
    session.refresh.rotation.as_mut().unwrap().confirmed_at = Some(at(seconds));
    session
}

async fn stored_rotation_equals_the_saved_one(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let opened = open(stores, user, 1).await;
    assert_eq!(read_session(stores, &opened).await, opened);
    let retired = |number, seconds| RetiredRefresh { handle: issued(number).handle, at: at(seconds) };
    let rotation = Rotation {
        ordinal: u32::MAX,
        numbered: issued(2).handle,
        confirmed_at: Some(at(7) + TimeDelta::microseconds(1)),
        retired: vec![retired(3, 4), retired(4, 5)],
    };
    let rotating = RefreshState { used: Some(issued(1).handle), tip: issued(2), rotation: Some(rotation) };
    stores.sessions.save_refresh(&change(&opened, rotating.clone())).await.unwrap();
    let saved = read_session(stores, &opened).await;
    assert_eq!(saved.refresh, rotating);
    assert_eq!(stores.sessions.list_live(user, at(6)).await.unwrap(), std::slice::from_ref(&saved));
    assert_eq!(stores.sessions.scan(user, None, 9).await.unwrap(), std::slice::from_ref(&saved));
    let plain = RefreshState { rotation: None, ..rotating };
    stores.sessions.save_refresh(&change(&saved, plain.clone())).await.unwrap();
    assert_eq!(read_session(stores, &opened).await.refresh, plain);
}

async fn tip_is_confirmed_only_once(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let opened = open(stores, user, 1).await;
    let confirm = async |seconds| stores.sessions.confirm(user, opened.id, 0, at(seconds)).await.unwrap();
    assert!(confirm(3).await);
    assert_eq!(
        read_session(stores, &opened).await,
        confirmed(&opened, 3),
        "only the confirmation must be written"
    );
    assert!(confirm(4).await, "the session must still be live");
    assert_eq!(read_session(stores, &opened).await, confirmed(&opened, 3));
    let other = open(stores, user, 2).await;
    let at_once = (10..26).map(|seconds| stores.sessions.confirm(user, other.id, 0, at(seconds)));
    assert!(join_all(at_once).await.into_iter().all(|live| live.unwrap()));
    assert!(read_session(stores, &other).await.refresh.rotation.unwrap().confirmed_at.is_some());
}

async fn only_the_numbered_tip_of_a_live_session_is_confirmed(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let confirm = async |user, id: SessionId, ordinal, now| {
        stores.sessions.confirm(user, id, ordinal, now).await.unwrap()
    };
    let opened = open(stores, ada, 1).await;
    assert!(
        confirm(ada, opened.id, 1, at(1)).await,
        "a different ordinal must not make the session appear ended"
    );
    assert!(!confirm(bob, opened.id, 0, at(1)).await, "a session of another user must not be confirmed");
    assert!(!confirm(ada, session(ada, 9).id, 0, at(1)).await, "a missing session must not be confirmed");
    assert!(
        !confirm(UserId::new(4711).unwrap(), opened.id, 0, at(1)).await,
        "a session of a missing user must not be confirmed"
    );
    assert!(!confirm(ada, opened.id, 0, opened.expires_at).await, "an expired session must not be confirmed");
    let plain = Session { refresh: session(ada, 2).refresh, ..session(ada, 2) };
    stores.sessions.create(&plain, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    assert!(
        confirm(ada, plain.id, 0, at(1)).await,
        "a session that does not rotate must be reported as live"
    );
    // An older server without ordinals has refreshed the session.
    let renewed = RefreshState { tip: issued(8), ..cookie_session(ada, 3).refresh };
    let unnumbered = Session { refresh: renewed, ..session(ada, 3) };
    stores.sessions.create(&unnumbered, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    assert!(confirm(ada, unnumbered.id, 0, at(1)).await);
    stores.users.set_active(bob, false, at(1)).await.unwrap();
    stores.users.set_active(bob, true, at(1)).await.unwrap();
    let of_bob = open(stores, bob, 4).await;
    stores.sessions.revoke(bob, of_bob.id, at(2), None).await.unwrap();
    assert!(!confirm(bob, of_bob.id, 0, at(3)).await, "a revoked session must not be confirmed");
    for session in [&opened, &plain, &unnumbered] {
        assert_eq!(read_session(stores, session).await, *session);
    }
    assert_eq!(read_session(stores, &of_bob).await.refresh, of_bob.refresh);
}

async fn refresh_decided_before_a_confirmation_conflicts(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let opened = open(stores, user, 1).await;
    let renewed = RefreshState::starting_with(issued(2), TokenTransport::Cookie);
    let early = change(&opened, renewed.clone());
    assert!(stores.sessions.confirm(user, opened.id, 0, at(3)).await.unwrap());
    let saved = stores.sessions.save_refresh(&early).await;
    assert!(matches!(saved, Err(StoreError::Conflict)), "{saved:?}");
    assert_eq!(read_session(stores, &opened).await, confirmed(&opened, 3));
    let late = change(&confirmed(&opened, 3), renewed.clone());
    stores.sessions.save_refresh(&late).await.unwrap();
    assert_eq!(read_session(stores, &opened).await.refresh, renewed);
}

async fn concurrent_confirmation_and_refresh_are_serialized(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    for number in 1..9 {
        let opened = open(stores, user, number).await;
        let renewed = RefreshState::starting_with(issued(100 + number), TokenTransport::Cookie);
        let renewal = change(&opened, renewed.clone());
        let (live, saved) =
            join(stores.sessions.confirm(user, opened.id, 0, at(3)), stores.sessions.save_refresh(&renewal))
                .await;
        assert!(live.unwrap());
        let expected = if saved.is_ok() { renewed } else { confirmed(&opened, 3).refresh };
        let found = read_session(stores, &opened).await.refresh;
        // If the refresh was stored first, the new tip also has ordinal 0, so the confirmation may have applied to it.
        let reset = RefreshState { rotation: expected.rotation.clone(), ..found.clone() };
        assert_eq!(reset, expected);
        assert!(saved.is_ok() || found == expected);
    }
}
