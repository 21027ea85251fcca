//! Metrics of password hashing.

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

/// The metrics of password hashing. All clones share them.
#[derive(Debug, Clone)]
pub(crate) struct PasswordMetrics {
    pub(crate) running: Gauge,
    pub(crate) waiting: Gauge,
    /// Jobs rejected because the queue was full.
    pub(crate) full: Counter,
    /// Jobs rejected because they would have ended too late, or because they waited too long.
    pub(crate) late: Counter,
    /// Queued jobs that a newer job displaced.
    pub(crate) displaced: Counter,
    pub(crate) seconds: Histogram,
}

impl PasswordMetrics {
    pub(crate) fn new() -> Self {
        Self {
            running: gauge!(
                description: "Password hashing jobs in progress",
                "tasklane_password_hashes_running"
            ),
            waiting: gauge!(
                description: "Password hashing jobs in the queue",
                "tasklane_password_hashes_waiting"
            ),
            full: rejections("full"),
            late: rejections("late"),
            displaced: rejections("displaced"),
            seconds: histogram!(
                description: "Duration of password hashing, without the time in the queue",
                unit: Unit::Seconds,
                "tasklane_password_hash_seconds"
            ),
        }
    }
}

fn rejections(reason: &'static str) -> Counter {
    let rejections = counter!(
        description: "Password hashing jobs rejected by the queue, by reason",
        "tasklane_password_hashes_refused_total",
        "reason" => reason
    );
    // Export zero, so that the first rejection shows as an increase.
    rejections.increment(0);
    rejections
}
