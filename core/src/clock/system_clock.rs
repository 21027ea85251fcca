//! The clocks of the operating system.

use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::clock::{Clock, Timestamp};

/// The origin of `elapsed`, shared by all threads of the process.
static FIRST_READ: LazyLock<Instant> = LazyLock::new(first_read);

/// The clocks of the operating system.
///
/// Only with the feature `system-clock`, because some targets, such as `wasm32-unknown-unknown`, have no clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this implements the port")]
        let now = DateTime::<Utc>::from(SystemTime::now());
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    fn elapsed(&self) -> Duration {
        FIRST_READ.elapsed()
    }
}

#[expect(clippy::disallowed_methods, reason = "this implements the port")]
fn first_read() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_microseconds_and_increase() {
        let (first, second) = (SystemClock.now(), SystemClock.now());
        assert_eq!(first.timestamp_subsec_nanos() % 1000, 0);
        assert!(first.timestamp() > 1_767_225_600, "the time must be after 2026-01-01");
        assert!(second >= first);
        let first = SystemClock.elapsed();
        assert!(SystemClock.elapsed() >= first);
    }
}
