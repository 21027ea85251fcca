//! The clock port.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A time in UTC, in whole microseconds, which every supported database can store.
pub type Timestamp = DateTime<Utc>;

/// The wall clock and a monotonic clock.
pub trait Clock: Send + Sync {
    /// Returns the current time in UTC. MUST truncate it to whole microseconds, so that a stored time is read back
    /// unchanged.
    fn now(&self) -> Timestamp;

    /// Returns the time since a fixed origin before the first call. MUST be monotonic, even if the system time is
    /// changed.
    fn elapsed(&self) -> Duration;
}
