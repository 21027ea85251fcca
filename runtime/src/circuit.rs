//! A circuit breaker: it stops calls to a server that does not respond.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tasklane_core::clock::Clock;

/// The pause after the first and the second consecutive failure.
const SHORT_PAUSE: Duration = Duration::from_secs(1);

/// A circuit breaker for calls to one server. After a failure, calls are rejected during a pause of one second. After
/// three or more consecutive failures, the pause is longer. After each pause, one caller makes a trial call. All other
/// calls are still rejected, so their callers do not wait for a timeout.
pub struct Circuit {
    clock: Arc<dyn Clock>,
    long_pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Consecutive failures.
    failures: u32,
    /// Calls are rejected before this time of the monotonic clock.
    open_until: Duration,
}

impl Circuit {
    /// The number of consecutive failures after which the server counts as unavailable, and the longer pause applies.
    pub const FAILURES_UNTIL_LONG_PAUSE: u32 = 3;

    /// Creates a circuit without failures. `long_pause` is the pause after three or more consecutive failures.
    pub fn new(clock: Arc<dyn Clock>, long_pause: Duration) -> Self {
        Self { clock, long_pause, state: Mutex::default() }
    }

    /// Returns whether the caller may make a call. After a failure, one call is allowed at the end of each pause. All
    /// other calls are rejected until the result of this call is recorded, or until the next pause has passed.
    pub fn allows_call(&self) -> bool {
        let now = self.clock.elapsed();
        let mut state = self.state.lock();
        if state.failures == 0 {
            return true;
        }
        let is_due = now >= state.open_until;
        if is_due {
            state.open_until = now + self.pause_after(*state);
        }
        is_due
    }

    /// Records a success, and passes the number of consecutive failures before the success to `report`.
    pub fn record_success(&self, report: impl FnOnce(u32)) {
        let mut state = self.state.lock();
        let before = std::mem::take(&mut *state);
        // `report` is called under the lock, so that reports are in the order of the results.
        report(before.failures);
    }

    /// Records a failure, and passes the number of consecutive failures to `report`.
    pub fn record_failure(&self, report: impl FnOnce(u32)) {
        let now = self.clock.elapsed();
        let mut state = self.state.lock();
        state.failures = state.failures.saturating_add(1);
        state.open_until = now + self.pause_after(*state);
        report(state.failures);
    }

    /// Returns whether the last recorded result was a failure.
    pub fn has_failed(&self) -> bool {
        self.state.lock().failures > 0
    }

    fn pause_after(&self, state: State) -> Duration {
        if state.failures < Self::FAILURES_UNTIL_LONG_PAUSE { SHORT_PAUSE } else { self.long_pause }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tasklane_core::testing::ManualClock;
    use tasklane_core::testing::examples::at;

    use super::*;

    fn circuit() -> (Arc<ManualClock>, Circuit) {
        let clock = Arc::new(ManualClock::starting_at(at(0)));
        (clock.clone(), Circuit::new(clock, Duration::from_secs(5)))
    }

    fn wait(clock: &ManualClock, milliseconds: u64) {
        clock.advance(chrono::TimeDelta::from_std(Duration::from_millis(milliseconds)).unwrap());
    }

    #[test]
    fn all_callers_may_call_a_server_that_responds() {
        let (_, circuit) = circuit();
        assert!(circuit.allows_call() && circuit.allows_call());
        circuit.record_success(|failures| assert_eq!(failures, 0));
        assert!(circuit.allows_call() && !circuit.has_failed());
    }

    #[test]
    fn pause_is_longer_from_the_third_failure_on_and_ends_with_one_trial_call() {
        let (clock, circuit) = circuit();
        for pause in [1000, 1000, 5000, 5000, 5000] {
            assert!(circuit.allows_call());
            circuit.record_failure(|_| ());
            assert!(!circuit.allows_call() && circuit.has_failed());
            wait(&clock, pause - 1);
            assert!(!circuit.allows_call());
            wait(&clock, 1);
        }
        assert!(circuit.allows_call());
        assert!(!circuit.allows_call(), "only one trial call must be permitted");
        circuit.record_success(|failures| assert_eq!(failures, 5));
        assert!(circuit.allows_call() && circuit.allows_call());
        circuit.record_failure(|failures| assert_eq!(failures, 1));
        wait(&clock, 1000);
        assert!(circuit.allows_call(), "the count of failures must start again at one");
    }

    #[test]
    fn each_concurrent_failure_counts() {
        let (clock, circuit) = circuit();
        let last = Cell::new(0);
        for _ in 0..3 {
            circuit.record_failure(|failures| last.set(failures));
        }
        assert_eq!(last.get(), Circuit::FAILURES_UNTIL_LONG_PAUSE);
        wait(&clock, 4999);
        assert!(!circuit.allows_call());
        wait(&clock, 1);
        assert!(circuit.allows_call());
    }

    #[test]
    fn caller_that_never_records_its_result_blocks_other_callers_for_only_one_pause() {
        let (clock, circuit) = circuit();
        circuit.record_failure(|_| ());
        for _ in 0..3 {
            wait(&clock, 1000);
            assert!(circuit.allows_call());
        }
    }
}
