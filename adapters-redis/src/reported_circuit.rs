//! The circuit breaker in front of Redis, with its metrics and log lines.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Counter, Gauge, counter, gauge};
use tasklane_core::clock::Clock;
use tasklane_runtime::Circuit;

const LONG_REST: Duration = Duration::from_secs(5);

pub(crate) struct ReportedCircuit {
    circuit: Circuit,
    is_open: Gauge,
    failures: Counter,
}

impl ReportedCircuit {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            circuit: Circuit::new(clock, LONG_REST),
            is_open: gauge!(
                description: "1 while Redis is unavailable and this replica uses its own counters",
                "tasklane_redis_circuit_open"
            ),
            failures: counter!(
                description: "Redis commands that failed or timed out",
                "tasklane_redis_failures_total"
            ),
        }
    }

    pub(crate) fn allows_call(&self) -> bool {
        self.circuit.allows_call()
    }

    pub(crate) fn record_success(&self) {
        self.circuit.record_success(|failures_before| {
            if failures_before >= Circuit::FAILURES_UNTIL_LONG_PAUSE {
                self.is_open.set(0);
                tracing::info!("Redis is available again, using the shared counters");
            }
        });
    }

    pub(crate) fn record_failure(&self, cause: &str) {
        self.failures.increment(1);
        self.circuit.record_failure(|failures| {
            if failures == Circuit::FAILURES_UNTIL_LONG_PAUSE {
                self.is_open.set(1);
                tracing::warn!(cause, "Redis is unavailable, using the counters of this replica");
            }
        });
    }
}
