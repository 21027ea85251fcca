//! Whether it is worth a try. A server that did not answer is left alone for a second, and for five once it has not
//! answered three times in a row; then one request asks, and its luck decides for all. So no request waits twice.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{Counter, Gauge, counter, gauge};
use tasklane_core::clock::Clock;

/// From so many failures in a row on, the server counts as gone.
const GONE: u32 = 3;
const SHORT_REST: Duration = Duration::from_secs(1);
const LONG_REST: Duration = Duration::from_secs(5);

pub(crate) struct Circuit {
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
    is_open: Gauge,
    failures: Counter,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// In a row.
    failures: u32,
    /// Once there were failures, nobody tries before this, on the clock that never goes back.
    rests_until: Duration,
}

impl State {
    fn rest(self) -> Duration {
        if self.failures < GONE { SHORT_REST } else { LONG_REST }
    }
}

impl Circuit {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            state: Mutex::default(),
            clock,
            is_open: gauge!(
                description: "1 while Redis counts as gone, and this replica counts by itself",
                "tasklane_redis_circuit_open"
            ),
            failures: counter!(
                description: "Questions that Redis did not answer in time",
                "tasklane_redis_failures_total"
            ),
        }
    }

    /// Who is let through after a failure keeps the others out, until he has said how it went.
    pub(crate) fn may_try(&self) -> bool {
        let now = self.clock.elapsed();
        let mut state = self.state();
        if state.failures == 0 {
            return true;
        }
        let rested = now >= state.rests_until;
        if rested {
            state.rests_until = now + state.rest();
        }
        rested
    }

    pub(crate) fn succeeded(&self) {
        let mut state = self.state();
        let before = std::mem::take(&mut *state);
        if before.failures >= GONE {
            self.is_open.set(0);
            tracing::info!("Redis answers again; replicas count together");
        }
    }

    pub(crate) fn failed(&self, cause: &str) {
        let now = self.clock.elapsed();
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        state.rests_until = now + state.rest();
        self.failures.increment(1);
        if state.failures == GONE {
            self.is_open.set(1);
            tracing::warn!(cause, "Redis does not answer; this replica counts by itself");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each step on it is whole, so it is after any panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::testing::ManualClock;
    use tasklane_core::testing::examples::at;

    fn circuit() -> (Arc<ManualClock>, Circuit) {
        let clock = Arc::new(ManualClock::starting_at(at(0)));
        (clock.clone(), Circuit::new(clock))
    }

    fn wait(clock: &ManualClock, milliseconds: u64) {
        clock.advance(chrono::TimeDelta::from_std(Duration::from_millis(milliseconds)).unwrap());
    }

    #[test]
    fn while_it_answers_all_may_try() {
        let (_, circuit) = circuit();
        assert!(circuit.may_try() && circuit.may_try());
        circuit.succeeded();
        assert!(circuit.may_try());
    }

    #[test]
    fn it_rests_longer_from_the_third_failure_on_and_then_one_tries_for_all() {
        let (clock, circuit) = circuit();
        for rest in [1000, 1000, 5000, 5000, 5000] {
            assert!(circuit.may_try());
            circuit.failed("");
            assert!(!circuit.may_try());
            wait(&clock, rest - 1);
            assert!(!circuit.may_try());
            wait(&clock, 1);
        }
        assert!(circuit.may_try());
        assert!(!circuit.may_try(), "one is enough");
        circuit.succeeded();
        assert!(circuit.may_try() && circuit.may_try());
        circuit.failed("");
        wait(&clock, 1000);
        assert!(circuit.may_try(), "it counts from one again");
    }

    #[test]
    fn many_that_fail_at_once_count_each() {
        let (clock, circuit) = circuit();
        for _ in 0..3 {
            circuit.failed("");
        }
        wait(&clock, 4999);
        assert!(!circuit.may_try());
        wait(&clock, 1);
        assert!(circuit.may_try());
    }

    #[test]
    fn who_tries_and_never_says_how_it_went_does_not_keep_the_others_out_for_good() {
        let (clock, circuit) = circuit();
        circuit.failed("");
        for _ in 0..3 {
            wait(&clock, 1000);
            assert!(circuit.may_try());
        }
    }
}
