//! What is counted of the work on passwords, for whoever watches the process.

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

/// Clones count together.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    pub(crate) running: Gauge,
    pub(crate) waiting: Gauge,
    /// Refused because as many waited as may.
    pub(crate) full: Counter,
    /// Because it would have ended too late.
    pub(crate) late: Counter,
    /// Because another network had to have a place.
    pub(crate) displaced: Counter,
    pub(crate) seconds: Histogram,
}

impl Figures {
    pub(crate) fn new() -> Self {
        Self {
            running: gauge!(
                description: "Passwords that are hashed now",
                "tasklane_password_hashes_running"
            ),
            waiting: gauge!(
                description: "Passwords that wait to be hashed",
                "tasklane_password_hashes_waiting"
            ),
            full: refused("full"),
            late: refused("late"),
            displaced: refused("displaced"),
            seconds: histogram!(
                description: "How long the hashing of a password took, without the wait before it",
                unit: Unit::Seconds,
                "tasklane_password_hash_seconds"
            ),
        }
    }
}

fn refused(reason: &'static str) -> Counter {
    let refused = counter!(
        description: "Passwords that were not hashed, because too many waited",
        "tasklane_password_hashes_refused_total",
        "reason" => reason
    );
    // A zero is shown, so that the first refusal is seen as a change.
    refused.increment(0);
    refused
}
