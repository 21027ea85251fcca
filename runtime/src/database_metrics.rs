//! The metrics that every database adapter reports.

use std::time::Instant;

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

use crate::GaugeGuard;

/// Returns the histogram of call durations. `access` is `read` or `write`.
pub fn database_call_seconds(access: &'static str) -> Histogram {
    histogram!(
        description: "Duration of a database call, including waits and retries",
        unit: Unit::Seconds,
        "tasklane_database_call_seconds",
        "access" => access
    )
}

/// The metrics of callers that wait for a database connection or thread.
#[derive(Debug, Clone)]
pub struct QueueMetrics {
    waiting: Gauge,
    wait_seconds: Histogram,
}

impl QueueMetrics {
    /// Creates the metrics of one queue, with its name as a label.
    pub fn new(queue: &'static str) -> Self {
        Self {
            waiting: gauge!(
                description: "Callers that wait for a database connection or thread",
                "tasklane_database_waiting",
                "queue" => queue
            ),
            wait_seconds: histogram!(
                description: "Time that callers waited for a database connection or thread",
                unit: Unit::Seconds,
                "tasklane_database_wait_seconds",
                "queue" => queue
            ),
        }
    }

    /// Counts a caller as waiting until the returned value is dropped.
    pub fn wait(&self) -> QueueWait {
        QueueWait {
            since: Instant::now(),
            seconds: self.wait_seconds.clone(),
            _waiting: GaugeGuard::new(&self.waiting),
        }
    }
}

/// A waiting caller. It counts as waiting until the value is dropped.
#[derive(Debug)]
pub struct QueueWait {
    since: Instant,
    seconds: Histogram,
    _waiting: GaugeGuard,
}

impl QueueWait {
    /// Ends the wait and records its duration.
    pub fn end(self) {
        self.seconds.record(self.since.elapsed());
    }
}

/// The metrics of expensive reads, which run in slices.
#[derive(Debug, Clone)]
pub struct SliceMetrics {
    waiting: Gauge,
    rejected: Counter,
    slices: Counter,
}

impl Default for SliceMetrics {
    fn default() -> Self {
        Self {
            waiting: gauge!(
                description: "Expensive reads that wait for other expensive reads",
                "tasklane_expensive_reads_waiting"
            ),
            rejected: counter!(
                description: "Expensive reads rejected because they waited too long for other expensive reads",
                "tasklane_expensive_reads_rejected_total"
            ),
            slices: counter!(
                description: "Slices that expensive reads were split into",
                "tasklane_expensive_read_slices_total"
            ),
        }
    }
}

impl SliceMetrics {
    /// Counts a read as waiting until the guard is dropped.
    pub fn wait(&self) -> GaugeGuard {
        GaugeGuard::new(&self.waiting)
    }

    /// Counts a read that was rejected because it waited too long for other expensive reads.
    pub fn count_rejected(&self) {
        self.rejected.increment(1);
    }

    /// Counts a slice of an expensive read.
    pub fn count_slice(&self) {
        self.slices.increment(1);
    }
}
