//! The contract of [`FailedAttempts`].

use std::sync::Arc;

use futures_util::future::join_all;
use uuid::Uuid;

use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::testing::examples::at;
use crate::user::{Attempt, FailedAttempts, LoginName};

contract!($ failed_attempts(Arc<dyn FailedAttempts>) as __failed_attempts_contract:
    subject_is_locked_after_ten_failures,
    each_subject_is_counted_separately,
    lockout_of_a_network_does_not_affect_other_networks,
    hundred_failures_across_networks_lock_out_unknown_networks,
    failures_from_known_networks_do_not_lock_out_other_networks,
    success_resets_the_count,
    unlock_resets_all_counts_of_the_account,
    cancelled_attempt_is_not_counted,
    concurrent_attempts_are_allowed_up_to_ten,
    concurrent_attempts_from_many_networks_are_allowed_up_to_a_hundred,
);

fn network(number: u32) -> NetworkBlock {
    let [_, a, b, c] = number.to_be_bytes();
    NetworkBlock::V4([10 + a, b, c])
}

fn login(name: &str, number: u32, is_known: bool) -> Attempt {
    Attempt::login(&LoginName::parse(name).unwrap(), network(number), is_known, None)
}

/// Returns a login attempt from one unknown network.
fn name(name: &str) -> Attempt {
    login(name, 0, false)
}

fn session(number: u8) -> Attempt {
    Attempt::confirmation(SessionId(Uuid::from_bytes([number; 16])), None)
}

async fn fail(attempts: &Arc<dyn FailedAttempts>, attempt: &Attempt, times: u32) {
    for _ in 0..times {
        attempts.begin(attempt).await.unwrap();
    }
}

async fn seconds_to_wait(attempts: &Arc<dyn FailedAttempts>, attempt: &Attempt) -> f64 {
    attempts.begin(attempt).await.unwrap_err().retry_after.as_secs_f64()
}

async fn subject_is_locked_after_ten_failures(attempts: &Arc<dyn FailedAttempts>) {
    fail(attempts, &name("ada"), 10).await;
    for _ in 0..3 {
        let seconds = seconds_to_wait(attempts, &name("ada")).await;
        // Rejected attempts are not counted, so the wait does not grow.
        assert!(seconds > 0.0 && seconds <= 15.0, "{seconds}");
    }
}

async fn each_subject_is_counted_separately(attempts: &Arc<dyn FailedAttempts>) {
    let subjects = [name("ada"), name("bob"), name("ada@example.org"), session(1), session(2)];
    for attempt in &subjects {
        fail(attempts, attempt, 10).await;
    }
    for attempt in &subjects {
        assert!(attempts.begin(attempt).await.is_err(), "{attempt:?}");
    }
}

async fn lockout_of_a_network_does_not_affect_other_networks(attempts: &Arc<dyn FailedAttempts>) {
    fail(attempts, &login("ada", 1, false), 10).await;
    assert!(attempts.begin(&login("ada", 1, false)).await.is_err());
    for (number, is_known) in [(2, false), (3, true)] {
        fail(attempts, &login("ada", number, is_known), 9).await;
        attempts.succeed(&login("ada", number, is_known)).await;
    }
    // A successful login from another network does not reset the count of the locked network.
    assert!(attempts.begin(&login("ada", 1, false)).await.is_err());
}

/// Fails ten times from each of ten networks.
async fn fail_a_hundred_times(attempts: &Arc<dyn FailedAttempts>, name: &str) {
    for number in 0..10 {
        fail(attempts, &login(name, number, false), 10).await;
    }
}

async fn hundred_failures_across_networks_lock_out_unknown_networks(attempts: &Arc<dyn FailedAttempts>) {
    fail_a_hundred_times(attempts, "ada").await;
    for _ in 0..3 {
        let seconds = seconds_to_wait(attempts, &login("ada", 77, false)).await;
        assert!(seconds > 60.0 && seconds <= 900.0, "{seconds}");
    }
    fail(attempts, &login("ada", 78, true), 9).await;
    fail(attempts, &login("bob", 77, false), 9).await;
    // A successful login from a known network also ends the lockout of unknown networks.
    attempts.succeed(&login("ada", 78, true)).await;
    fail(attempts, &login("ada", 77, false), 9).await;
}

async fn failures_from_known_networks_do_not_lock_out_other_networks(attempts: &Arc<dyn FailedAttempts>) {
    for number in 100..120 {
        fail(attempts, &login("ada", number, true), 10).await;
    }
    assert!(attempts.begin(&login("ada", 100, true)).await.is_err());
    fail(attempts, &login("ada", 1, false), 9).await;
}

async fn success_resets_the_count(attempts: &Arc<dyn FailedAttempts>) {
    fail(attempts, &name("ada"), 10).await;
    attempts.succeed(&name("ada")).await;
    fail(attempts, &name("ada"), 10).await;
    assert!(attempts.begin(&name("ada")).await.is_err());
    attempts.succeed(&name("nobody")).await;
}

async fn unlock_resets_all_counts_of_the_account(attempts: &Arc<dyn FailedAttempts>) {
    fail_a_hundred_times(attempts, "ada").await;
    fail(attempts, &session(1), 10).await;
    for microsecond in [1, 2] {
        let (ada, since) = (LoginName::parse("ada").unwrap(), Some(at(microsecond)));
        for again in [
            Attempt::login(&ada, network(0), false, since),
            Attempt::login(&ada, network(77), false, since),
            Attempt::confirmation(SessionId(Uuid::from_bytes([1; 16])), since),
        ] {
            fail(attempts, &again, 10).await;
            assert!(attempts.begin(&again).await.is_err());
        }
    }
}

async fn cancelled_attempt_is_not_counted(attempts: &Arc<dyn FailedAttempts>) {
    for _ in 0..3 {
        fail(attempts, &name("ada"), 10).await;
        attempts.undo(&name("ada")).await;
        fail(attempts, &name("ada"), 1).await;
        assert!(attempts.begin(&name("ada")).await.is_err());
        attempts.succeed(&name("ada")).await;
    }
    attempts.undo(&name("nobody")).await;
    fail(attempts, &name("nobody"), 10).await;
    assert!(attempts.begin(&name("nobody")).await.is_err());
    // A cancelled attempt is not counted toward the hundred failures either.
    fail_a_hundred_times(attempts, "bob").await;
    attempts.undo(&login("bob", 9, false)).await;
    fail(attempts, &login("bob", 77, false), 1).await;
    assert!(attempts.begin(&login("bob", 77, false)).await.is_err());
}

async fn concurrent_attempts_are_allowed_up_to_ten(attempts: &Arc<dyn FailedAttempts>) {
    let ada = name("ada");
    let begun = join_all((0..30).map(|_| attempts.begin(&ada))).await;
    assert_eq!(begun.iter().filter(|begun| begun.is_ok()).count(), 10);
}

async fn concurrent_attempts_from_many_networks_are_allowed_up_to_a_hundred(
    attempts: &Arc<dyn FailedAttempts>,
) {
    let everywhere: Vec<Attempt> = (0..150).map(|number| login("ada", number, false)).collect();
    let begun = join_all(everywhere.iter().map(|attempt| attempts.begin(attempt))).await;
    assert_eq!(begun.iter().filter(|begun| begun.is_ok()).count(), 100);
}
