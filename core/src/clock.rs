//! The clock as a port: every time in the domain comes from here.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A moment in UTC. Stored and compared in whole microseconds, which every supported database can hold.
pub type Timestamp = DateTime<Utc>;

pub trait Clock: Send + Sync {
    /// MUST return UTC cut to whole microseconds, so that a stored moment reads back equal.
    fn now(&self) -> Timestamp;

    /// Since some moment before the first call, for what must not jump when the machine's time is set: MUST NOT go back.
    fn elapsed(&self) -> Duration;
}
