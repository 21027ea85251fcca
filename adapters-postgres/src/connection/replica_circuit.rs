//! The circuit breaker for the read replica, with its log events.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tasklane_core::clock::{Clock, SystemClock};
use tasklane_runtime::{Circuit, Event};

const MAX_PAUSE: Duration = Duration::from_secs(10);

/// After a success, fewer consecutive stale results than this number do not count as failures. Some stale results are
/// expected: a read right after a write may run before the replica has applied the write. After a failure, every stale
/// result counts as a failure until the next success.
const MAX_STALE: u32 = 100;

pub(crate) struct ReplicaCircuit {
    circuit: Circuit,
    /// The number of consecutive stale results.
    stale: AtomicU32,
}

impl Default for ReplicaCircuit {
    fn default() -> Self {
        Self::new(Arc::new(SystemClock))
    }
}

impl fmt::Debug for ReplicaCircuit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReplicaCircuit")
    }
}

impl ReplicaCircuit {
    fn new(clock: Arc<dyn Clock>) -> Self {
        Self { circuit: Circuit::new(clock, MAX_PAUSE), stale: AtomicU32::new(0) }
    }

    pub(crate) fn allows_call(&self) -> bool {
        self.circuit.allows_call()
    }

    pub(crate) fn record_success(&self) {
        self.stale.store(0, Ordering::Relaxed);
        self.circuit.record_success(|failures_before| {
            if failures_before > 0 {
                tracing::info!(event = Event::ReplicaBack.as_str(), "read replica available again");
            }
        });
    }

    pub(crate) fn record_failure(&self, cause: &str) {
        self.circuit.record_failure(|failures| {
            if failures == 1 {
                tracing::warn!(
                    event = Event::ReplicaLost.as_str(),
                    cause,
                    "read replica unavailable, reading from the primary"
                );
            }
        });
    }

    /// Records that the result of the replica does not include all writes that were committed before the read.
    pub(crate) fn record_stale(&self) {
        let stale = self.stale.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if stale >= MAX_STALE || self.circuit.has_failed() {
            self.record_failure("the replica lags behind the primary");
        }
    }
}

#[cfg(test)]
mod tests {
    use tasklane_core::testing::ManualClock;
    use tasklane_core::testing::examples::at;

    use super::*;

    #[test]
    fn replica_is_paused_when_it_is_always_stale_but_not_when_it_is_sometimes_stale() {
        let clock = Arc::new(ManualClock::starting_at(at(0)));
        let circuit = ReplicaCircuit::new(clock.clone());
        for _ in 1..MAX_STALE {
            circuit.record_stale();
        }
        assert!(circuit.allows_call());
        circuit.record_success();
        for _ in 1..MAX_STALE {
            circuit.record_stale();
        }
        assert!(circuit.allows_call());
        circuit.record_stale();
        assert!(!circuit.allows_call());
        clock.advance(chrono::TimeDelta::seconds(1));
        assert!(circuit.allows_call());
        circuit.record_stale();
        assert!(!circuit.allows_call(), "a replica that lags behind must not be used");
    }
}
