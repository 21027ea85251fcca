//! A clock that tests control.

use std::sync::Mutex;
use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};

/// A clock whose time changes only when a test calls its methods.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Timestamp>,
    elapsed: Mutex<Duration>,
}

impl ManualClock {
    /// Creates a clock that shows `now`.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { now: Mutex::new(now), elapsed: Mutex::default() }
    }

    /// Advances both the wall clock and the monotonic clock.
    pub fn advance(&self, by: TimeDelta) {
        *self.now.lock().unwrap() += by;
        *self.elapsed.lock().unwrap() += by.to_std().unwrap_or_default();
    }

    /// Changes the wall clock by `step`. Does not change the monotonic clock.
    pub fn set_by(&self, step: TimeDelta) {
        *self.now.lock().unwrap() += step;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }
}
