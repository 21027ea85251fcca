//! Who is woken when.

use std::future::Future;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use chrono::DateTime;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session::{Pass, SignedIn};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::hub::{Hub, Refused, TICKS_PER_BEAT};
use super::subscription::{Signals, Subscription};
use crate::bounds::Bounds;

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn pass(user: i64, expires_at: Timestamp) -> Pass {
    let who = SignedIn { user_id: UserId::new(user).unwrap(), session_id: SessionId(Uuid::nil()) };
    Pass { who, expires_at }
}

fn hub(streams: usize, streams_per_user: usize) -> Arc<Hub> {
    Arc::new(Hub::new(&Bounds { streams, streams_per_user, ..Bounds::of(1) }))
}

fn heard(subscription: &Subscription) -> Signals {
    subscription.take(Waker::noop())
}

async fn while_it_runs(hub: &Hub, is_over: impl Fn(&Pass) -> bool, scenario: impl Future<Output = ()>) {
    assert!(
        timeout(Duration::from_secs(1000), async {
            tokio::select! {
                () = hub.run(is_over) => {}
                () = scenario => {}
            }
        })
        .await
        .is_ok()
    );
}

#[test]
fn a_change_wakes_all_streams_of_its_owner_and_no_other() {
    let hub = hub(9, 9);
    let [one, two, other] = [1, 1, 2].map(|user| hub.subscribe(pass(user, at(0))).unwrap());
    hub.tasks_changed(UserId::new(1).unwrap());
    hub.tasks_changed(UserId::new(1).unwrap());
    assert_eq!([&one, &two, &other].map(heard), [Signals::CHANGED, Signals::CHANGED, Signals::NONE]);
    assert_eq!(heard(&one), Signals::NONE, "once");
}

#[test]
fn places_are_given_back() {
    let hub = hub(3, 2);
    let refused = |user| hub.subscribe(pass(user, at(0))).err();
    let kept = hub.subscribe(pass(1, at(0))).unwrap();
    for _ in 0..9 {
        let second = hub.subscribe(pass(1, at(0))).unwrap();
        assert_eq!(refused(1), Some(Refused::UserHas(2)));
        let third = hub.subscribe(pass(2, at(0))).unwrap();
        assert_eq!(refused(2), Some(Refused::TooMany));
        drop((second, third));
    }
    hub.close();
    assert_eq!((heard(&kept), refused(2)), (Signals::OVER, Some(Refused::Closing)));
}

#[tokio::test(start_paused = true)]
async fn each_stream_beats_every_fifteen_seconds_and_not_all_at_once() {
    let hub = hub(30, 30);
    let streams: Vec<_> = (0..30).map(|_| hub.subscribe(pass(1, at(0))).unwrap()).collect();
    let mut beats = vec![Vec::new(); streams.len()];
    let begin = Instant::now();
    while_it_runs(&hub, |_| false, async {
        // Between the ticks.
        sleep(Duration::from_millis(500)).await;
        for _ in 0..60 {
            for (stream, beats) in streams.iter().zip(&mut beats) {
                if heard(stream).has(Signals::BEAT) {
                    beats.push(begin.elapsed().as_secs());
                }
            }
            sleep(Duration::from_secs(1)).await;
        }
    })
    .await;
    for beats in &beats {
        assert!(
            beats.len() >= 3 && beats.windows(2).all(|pair| pair[1] - pair[0] == TICKS_PER_BEAT),
            "{beats:?}"
        );
    }
    for second in 0..60 {
        assert!(beats.iter().filter(|beats| beats.contains(&second)).count() <= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_over_is_told_at_the_next_tick_or_when_sessions_have_ended() {
    let hub = hub(9, 9);
    let (early, late) = (hub.subscribe(pass(1, at(5))).unwrap(), hub.subscribe(pass(2, at(50))).unwrap());
    let now = std::cell::Cell::new(at(0));
    while_it_runs(&hub, |pass| pass.expires_at <= now.get(), async {
        sleep(Duration::from_millis(1500)).await;
        assert!([&early, &late].iter().all(|stream| !heard(stream).has(Signals::OVER)));
        now.set(at(5));
        sleep(Duration::from_secs(1)).await;
        assert!(heard(&early).has(Signals::OVER) && !heard(&late).has(Signals::OVER));
        now.set(at(50));
        hub.sessions_ended();
        sleep(Duration::from_millis(1)).await;
        assert!(heard(&late).has(Signals::OVER));
    })
    .await;
}
