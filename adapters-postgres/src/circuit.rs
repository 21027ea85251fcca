//! Whether the read replica is worth a try. One that does not answer, or is behind time and again, is left alone for a
//! second, and for ten once that has happened three times in a row; then one request tries for all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tasklane_core::event::Event;
use tokio::time::Instant;

/// From so many failures in a row on, the rest is long.
const GONE: u32 = 3;
const SHORT_REST: Duration = Duration::from_secs(1);
const LONG_REST: Duration = Duration::from_secs(10);

/// So many answers in a row may be too old: who reads what was written just now is faster than any replica.
const MOST_BEHIND: u32 = 100;

#[derive(Debug, Default)]
pub(crate) struct Circuit(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In a row.
    failures: u32,
    /// In a row.
    behind: u32,
    rests_until: Option<Instant>,
}

impl State {
    fn rest(&mut self) {
        let rest = if self.failures < GONE { SHORT_REST } else { LONG_REST };
        self.rests_until = Some(Instant::now() + rest);
    }
}

impl Circuit {
    /// Who is let through after a failure keeps the others out, until he has said how it went.
    pub(crate) fn may_try(&self) -> bool {
        let mut state = self.state();
        match state.rests_until {
            None => true,
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                state.rest();
                true
            }
        }
    }

    pub(crate) fn succeeded(&self) {
        let before = std::mem::take(&mut *self.state());
        if before.failures > 0 {
            tracing::info!(event = Event::ReplicaBack.as_str(), "the read replica answers again");
        }
    }

    pub(crate) fn failed(&self, cause: &str) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        state.rest();
        if state.failures == 1 {
            tracing::warn!(
                event = Event::ReplicaLost.as_str(),
                cause,
                "the read replica is of no use; all is read where it is written"
            );
        }
    }

    pub(crate) fn was_behind(&self) {
        let is_too_often = {
            let mut state = self.state();
            state.behind = state.behind.saturating_add(1);
            state.failures > 0 || state.behind >= MOST_BEHIND
        };
        if is_too_often {
            self.failed("it is behind");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each step on it is whole, so it is after any panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_rests_longer_from_the_third_failure_on_and_then_one_tries_for_all() {
        let circuit = Circuit::default();
        assert!(circuit.may_try() && circuit.may_try());
        for rest in [1000, 1000, 10_000, 10_000] {
            circuit.failed("");
            advance(Duration::from_millis(rest - 1)).await;
            assert!(!circuit.may_try());
            advance(Duration::from_millis(1)).await;
            assert!(circuit.may_try());
            assert!(!circuit.may_try(), "one is enough");
        }
        circuit.succeeded();
        assert!(circuit.may_try() && circuit.may_try());
    }

    #[tokio::test(start_paused = true)]
    async fn being_behind_now_and_then_is_no_failure_and_time_and_again_it_is() {
        let circuit = Circuit::default();
        for _ in 1..MOST_BEHIND {
            circuit.was_behind();
        }
        assert!(circuit.may_try());
        circuit.succeeded();
        for _ in 1..MOST_BEHIND {
            circuit.was_behind();
        }
        assert!(circuit.may_try());
        circuit.was_behind();
        assert!(!circuit.may_try());
        advance(SHORT_REST).await;
        assert!(circuit.may_try());
        circuit.was_behind();
        assert!(!circuit.may_try(), "still behind");
    }
}
