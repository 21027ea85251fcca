//! The counter of wrong passwords keeps the port's contract, goes by time that never jumps, and forgets.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

use std::sync::Arc;

use chrono::TimeDelta;
use tasklane_core::clock::Clock;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::testing::examples::at;
use tasklane_core::testing::{ManualClock, contract};
use tasklane_core::user::{Attempt, FailedAttempts, LoginName};
use tasklane_governor::LocalFailures;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(0)))
}

fn failures(clock: &Arc<ManualClock>) -> LocalFailures {
    let clock: Arc<dyn Clock> = clock.clone();
    LocalFailures::new(clock)
}

/// From a known network, so that there is one counter.
fn login(name: &str) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), NetworkBlock::UNSPECIFIED, true, None)
}

fn user(number: usize) -> Attempt {
    login(&format!("user{number}"))
}

#[tokio::test]
async fn the_process_keeps_the_contract_of_the_counter() {
    contract::failed_attempts(async || {
        let attempts: Arc<dyn FailedAttempts> = Arc::new(failures(&clock()));
        (attempts, ())
    })
    .await;
}

#[tokio::test]
async fn a_lock_ends_when_its_time_has_passed_and_not_when_the_clock_is_set() {
    let clock = clock();
    let failures = failures(&clock);
    let ada = login("ada");
    for _ in 0..10 {
        failures.begin(&ada).await.unwrap();
    }
    clock.advance(TimeDelta::hours(-1));
    assert_eq!(failures.begin(&ada).await.unwrap_err().retry_after.as_secs(), 15);
    clock.advance(TimeDelta::seconds(15));
    failures.begin(&ada).await.unwrap();
    assert_eq!(failures.begin(&ada).await.unwrap_err().retry_after.as_secs(), 30);
}

#[tokio::test]
async fn subjects_are_forgotten_after_a_day() {
    let clock = clock();
    let failures = failures(&clock);
    for number in 0..100 {
        failures.begin(&user(number)).await.unwrap();
    }
    clock.advance(TimeDelta::hours(23));
    failures.collect();
    assert_eq!(failures.subjects(), 100);
    clock.advance(TimeDelta::hours(1));
    failures.collect();
    assert_eq!(failures.subjects(), 0);
}

#[tokio::test]
async fn what_was_never_tried_is_all_that_is_taken_back_also_after_a_day() {
    let clock = clock();
    let failures = failures(&clock);
    let ada = login("ada");
    clock.advance(TimeDelta::hours(25));
    for _ in 0..10 {
        failures.begin(&ada).await.unwrap();
    }
    failures.take_back(&ada).await;
    failures.begin(&ada).await.unwrap();
    assert_eq!(failures.begin(&ada).await.unwrap_err().retry_after.as_secs(), 15);
}

#[tokio::test]
async fn who_was_never_tried_leaves_nothing() {
    let failures = failures(&clock());
    for id in 1..=100 {
        failures.begin(&user(id)).await.unwrap();
        failures.take_back(&user(id)).await;
    }
    assert_eq!(failures.subjects(), 0);
}

#[tokio::test]
async fn locks_outlast_a_flood_of_names() {
    let failures = failures(&clock());
    let ada = login("ada");
    for _ in 0..10 {
        failures.begin(&ada).await.unwrap();
    }
    for id in 1..=LocalFailures::MAX_SUBJECTS {
        failures.begin(&user(id)).await.unwrap();
    }
    assert_eq!(failures.subjects(), 2);
    assert!(failures.begin(&ada).await.is_err());
}
