//! What is counted and traced of the work of the database.

use std::time::Instant;

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};
use tasklane_runtime::GaugeGuard;
use tracing::{Instrument, Span};

#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) reads: QueueFigures,
    pub(crate) writes: QueueFigures,
}

impl Default for Figures {
    fn default() -> Self {
        Self { reads: QueueFigures::of("read"), writes: QueueFigures::of("write") }
    }
}

/// Of those who read, or of those who write.
#[derive(Debug)]
pub(crate) struct QueueFigures {
    access: &'static str,
    waiting: Gauge,
    wait_seconds: Histogram,
    call_seconds: Histogram,
}

impl QueueFigures {
    fn of(access: &'static str) -> Self {
        Self {
            access,
            waiting: gauge!(
                description: "Callers that wait for a connection, or for a thread of the database",
                "tasklane_database_waiting",
                "queue" => access
            ),
            wait_seconds: histogram!(
                description: "How long they waited",
                unit: Unit::Seconds,
                "tasklane_database_wait_seconds",
                "queue" => access
            ),
            call_seconds: histogram!(
                description: "How long a call of the database took, with the wait for it and with retries",
                unit: Unit::Seconds,
                "tasklane_database_call_seconds",
                "access" => access
            ),
        }
    }

    /// What a call takes is counted, and shown as a part of the request that it is for.
    pub(crate) async fn call<T>(&self, work: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let done = work.instrument(self.span()).await;
        self.call_seconds.record(started.elapsed());
        done
    }

    /// None where there is no request around it: what goes on in the background would be a trace of its own each time.
    fn span(&self) -> Span {
        if Span::current().is_none() {
            return Span::none();
        }
        let name = if self.access == "read" { "database read" } else { "database write" };
        tracing::info_span!("database", otel.name = name, otel.kind = "client", db.system.name = "sqlite")
    }

    pub(crate) fn wait(&self) -> Waiting {
        Waiting {
            since: Instant::now(),
            seconds: self.wait_seconds.clone(),
            _counted: GaugeGuard::new(&self.waiting),
        }
    }
}

/// Somebody who waits for a thread, until this is dropped.
#[derive(Debug)]
pub(crate) struct Waiting {
    since: Instant,
    seconds: Histogram,
    _counted: GaugeGuard,
}

impl Waiting {
    /// It is his turn.
    pub(crate) fn end(self) {
        self.seconds.record(self.since.elapsed());
    }
}

/// Of reads that are done in slices.
#[derive(Debug, Clone)]
pub(crate) struct SlicedFigures {
    waiting: Gauge,
    rejected: Counter,
    slices: Counter,
}

impl Default for SlicedFigures {
    fn default() -> Self {
        Self {
            waiting: gauge!(
                description: "Expensive reads that wait for others of the same user",
                "tasklane_expensive_reads_waiting"
            ),
            rejected: counter!(
                description: "Expensive reads rejected because others of the same user took too long",
                "tasklane_expensive_reads_rejected_total"
            ),
            slices: counter!(
                description: "Slices in which expensive reads were done",
                "tasklane_expensive_read_slices_total"
            ),
        }
    }
}

impl SlicedFigures {
    /// Counts as waiting until the value is dropped.
    pub(crate) fn wait(&self) -> GaugeGuard {
        GaugeGuard::new(&self.waiting)
    }

    pub(crate) fn count_rejected(&self) {
        self.rejected.increment(1);
    }

    pub(crate) fn count_slice(&self) {
        self.slices.increment(1);
    }
}
