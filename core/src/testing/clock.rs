//! A clock that moves only when told to.

use std::sync::Mutex;
use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};

#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Timestamp>,
    elapsed: Mutex<Duration>,
}

impl ManualClock {
    pub fn starting_at(now: Timestamp) -> Self {
        Self { now: Mutex::new(now), elapsed: Mutex::default() }
    }

    /// Time passes.
    pub fn advance(&self, by: TimeDelta) {
        *self.now.lock().unwrap() += by;
        *self.elapsed.lock().unwrap() += by.to_std().unwrap_or_default();
    }

    /// Somebody sets the clock, in no time.
    pub fn set_by(&self, step: TimeDelta) {
        *self.now.lock().unwrap() += step;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    /// Stands still while the clock is set back.
    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }
}
