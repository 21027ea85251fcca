//! Tests of the signals to event streams.

use std::future::Future;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use chrono::DateTime;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{SignedIn, ValidToken};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::hub::{Hub, StreamRejected, TICKS_PER_HEARTBEAT, TICKS_TO_END};
use super::subscriber::Signals;
use super::subscription::Subscription;
use crate::config::HttpLimits;
use crate::connection::ConnectionKill;

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn token(user: i64, expires_at: Timestamp) -> ValidToken {
    let signed_in = SignedIn { user_id: UserId::new(user).unwrap(), session_id: SessionId(Uuid::nil()) };
    ValidToken { signed_in, expires_at }
}

fn hub(streams: usize, streams_per_user: usize) -> Arc<Hub> {
    Arc::new(Hub::new(&HttpLimits { streams, streams_per_user, ..HttpLimits::with_max_in_flight(1) }))
}

fn signals_of(subscription: &Subscription) -> Signals {
    subscription.take_signals(Waker::noop())
}

async fn with_running_hub(
    hub: &Hub,
    is_valid: impl Fn(&ValidToken) -> Option<bool>,
    scenario: impl Future<Output = ()>,
) {
    assert!(
        timeout(Duration::from_secs(1000), async {
            tokio::select! {
                never = hub.run(is_valid) => match never {},
                () = scenario => {}
            }
        })
        .await
        .is_ok()
    );
}

#[test]
fn change_wakes_all_streams_of_its_owner_and_no_other_streams() {
    let hub = hub(9, 9);
    let [one, two, other] = [1, 1, 2].map(|user| Subscription::open(&hub, token(user, at(0))).unwrap());
    hub.tasks_changed(UserId::new(1).unwrap());
    hub.tasks_changed(UserId::new(1).unwrap());
    assert_eq!([&one, &two, &other].map(signals_of), [Signals::CHANGED, Signals::CHANGED, Signals::NONE]);
    assert_eq!(signals_of(&one), Signals::NONE, "a signal must be delivered only once");
    hub.tasks_may_have_changed(UserId::new(2).unwrap());
    assert_eq!([&one, &two, &other].map(signals_of), [Signals::NONE, Signals::NONE, Signals::CHECK]);
}

#[test]
fn closed_streams_free_their_slots() {
    let hub = hub(3, 2);
    let rejected = |user| Subscription::open(&hub, token(user, at(0))).err();
    let remaining = Subscription::open(&hub, token(1, at(0))).unwrap();
    for _ in 0..9 {
        let second = Subscription::open(&hub, token(1, at(0))).unwrap();
        assert_eq!(rejected(1), Some(StreamRejected::UserLimit(2)));
        let third = Subscription::open(&hub, token(2, at(0))).unwrap();
        assert_eq!(rejected(2), Some(StreamRejected::ServerLimit));
        drop((second, third));
    }
    hub.close();
    assert_eq!((signals_of(&remaining), rejected(2)), (Signals::END, Some(StreamRejected::ShuttingDown)));
}

#[tokio::test(start_paused = true)]
async fn heartbeats_are_sent_every_15_seconds_and_spread_over_time() {
    let hub = hub(30, 30);
    let streams: Vec<_> = (0..30).map(|_| Subscription::open(&hub, token(1, at(0))).unwrap()).collect();
    let mut beats = vec![Vec::new(); streams.len()];
    let begin = Instant::now();
    with_running_hub(&hub, |_| Some(true), async {
        // Read the signals half a second after each tick, and ignore those of the first tick.
        sleep(Duration::from_millis(500)).await;
        for stream in &streams {
            signals_of(stream);
        }
        for _ in 0..60 {
            for (stream, beats) in streams.iter().zip(&mut beats) {
                if signals_of(stream).has(Signals::HEARTBEAT) {
                    beats.push(begin.elapsed().as_secs());
                }
            }
            sleep(Duration::from_secs(1)).await;
        }
    })
    .await;
    for beats in &beats {
        assert!(
            beats.len() >= 3 && beats.windows(2).all(|pair| pair[1] - pair[0] == TICKS_PER_HEARTBEAT),
            "{beats:?}"
        );
    }
    for second in 0..60 {
        assert!(beats.iter().filter(|beats| beats.contains(&second)).count() <= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn expired_stream_ends_at_the_next_tick_or_when_sessions_have_ended() {
    let hub = hub(9, 9);
    let (early, late) = (
        Subscription::open(&hub, token(1, at(5))).unwrap(),
        Subscription::open(&hub, token(2, at(50))).unwrap(),
    );
    let now = std::cell::Cell::new(at(0));
    with_running_hub(&hub, |token| Some(token.expires_at > now.get()), async {
        sleep(Duration::from_millis(1500)).await;
        assert!([&early, &late].iter().all(|stream| !signals_of(stream).has(Signals::END)));
        now.set(at(5));
        sleep(Duration::from_secs(1)).await;
        assert!(signals_of(&early).has(Signals::END) && !signals_of(&late).has(Signals::END));
        now.set(at(50));
        hub.sessions_ended();
        sleep(Duration::from_millis(1)).await;
        assert!(signals_of(&late).has(Signals::END));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn expired_stream_frees_its_slot_and_is_disconnected_if_it_does_not_end() {
    let hub = hub(2, 1);
    let (stays, ends) = (
        Subscription::open(&hub, token(1, at(0))).unwrap(),
        Subscription::open(&hub, token(2, at(0))).unwrap(),
    );
    let kills = [&stays, &ends].map(|stream| {
        let kill = Arc::new(ConnectionKill::default());
        stream.set_connection(kill.clone());
        kill
    });
    let are_killed = || kills.each_ref().map(|kill| kill.is_triggered());
    let seconds = |count: u8| Duration::from_secs(count.into());
    with_running_hub(&hub, |token| Some(token.expires_at > at(0)), async {
        sleep(Duration::from_millis(500)).await;
        let _others = [1, 2].map(|user| Subscription::open(&hub, token(user, at(9))).unwrap());
        drop(ends);
        sleep(seconds(TICKS_TO_END - 1)).await;
        assert_eq!(are_killed(), [false, false]);
        sleep(seconds(1)).await;
        assert_eq!(are_killed(), [true, false]);
        drop(stays);
        assert_eq!(
            Subscription::open(&hub, token(3, at(9))).err(),
            Some(StreamRejected::ServerLimit),
            "the slot must be released only once"
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn ended_sessions_trigger_checks_only_for_tokens_of_unknown_validity() {
    let hub = hub(9, 9);
    let (known, unknown) = (
        Subscription::open(&hub, token(1, at(0))).unwrap(),
        Subscription::open(&hub, token(2, at(0))).unwrap(),
    );
    let is_valid = |token: &ValidToken| (token.signed_in.user_id.get() == 1).then_some(true);
    with_running_hub(&hub, is_valid, async {
        sleep(Duration::from_millis(500)).await;
        assert!([&known, &unknown].iter().all(|stream| !signals_of(stream).has(Signals::CHECK)));
        hub.sessions_ended();
        sleep(Duration::from_secs(1)).await;
        assert!(!signals_of(&known).has(Signals::CHECK) && signals_of(&unknown).has(Signals::CHECK));
        sleep(Duration::from_secs(1)).await;
        assert!(!signals_of(&unknown).has(Signals::CHECK), "the check must be requested only once");
    })
    .await;
}
