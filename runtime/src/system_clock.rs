//! The clocks of the machine. No other code reads a clock for the domain.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{DurationRound, TimeDelta, Utc};
use tasklane_core::clock::{Clock, Timestamp};

/// The origin of `elapsed`, shared by the whole process so that all threads agree.
static FIRST_READ: LazyLock<Instant> = LazyLock::new(Instant::now);

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the port's adapter")]
        let now = Utc::now();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    fn elapsed(&self) -> Duration {
        FIRST_READ.elapsed()
    }
}
