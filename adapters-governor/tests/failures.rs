//! Tests of failed attempts: the contract, the monotonic clock, and the removal of subjects.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::sync::Arc;

use chrono::TimeDelta;
use tasklane_core::clock::Clock;
use tasklane_core::contract_tests;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::at;
use tasklane_core::user::{Attempt, FailedAttempts, LoginName};
use tasklane_governor::LocalFailures;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(0)))
}

fn failures(clock: &Arc<ManualClock>) -> LocalFailures {
    let clock: Arc<dyn Clock> = clock.clone();
    LocalFailures::new(clock)
}

/// Returns a login attempt from a known network. A failure of this attempt increments only one counter.
fn login(name: &str) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), NetworkBlock::UNSPECIFIED, true, None)
}

fn user(number: usize) -> Attempt {
    login(&format!("user{number}"))
}

async fn fresh() -> (Arc<dyn FailedAttempts>, ()) {
    (Arc::new(failures(&clock())), ())
}

contract_tests!(fresh: failed_attempts);

#[tokio::test]
async fn lock_ends_by_elapsed_time_and_not_by_a_clock_change() {
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
async fn failed_attempts_are_forgotten_after_a_day() {
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
async fn undo_removes_only_one_attempt_even_after_a_day() {
    let clock = clock();
    let failures = failures(&clock);
    let ada = login("ada");
    clock.advance(TimeDelta::hours(25));
    for _ in 0..10 {
        failures.begin(&ada).await.unwrap();
    }
    failures.undo(&ada).await;
    failures.begin(&ada).await.unwrap();
    assert_eq!(failures.begin(&ada).await.unwrap_err().retry_after.as_secs(), 15);
}

#[tokio::test]
async fn undone_attempt_leaves_no_subject() {
    let failures = failures(&clock());
    for id in 1..=100 {
        failures.begin(&user(id)).await.unwrap();
        failures.undo(&user(id)).await;
    }
    assert_eq!(failures.subjects(), 0);
}

#[tokio::test]
async fn locks_survive_a_flood_of_names() {
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
