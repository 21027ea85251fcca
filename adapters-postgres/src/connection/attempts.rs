//! The deadline and the retries of one call.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use thiserror::Error;
use tokio::time::{self, Instant};

use crate::connection::errors::{Access, Failure, StatementError};

/// The default statement timeout of `connection/config.rs`.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// The time allowed for the server's timeout error to arrive.
pub(crate) const MARGIN: Duration = Duration::from_millis(200);
/// A write is sent only if this much time is left before the deadline. Otherwise the call could time out while the
/// statement waits for a lock, and the outcome of the write would be unknown.
pub(crate) const MIN_TIME_LEFT: Duration = Duration::from_millis(2500);
const RETRIES: u32 = 3;

#[derive(Debug, Error)]
#[error("no connection was available in time for the write")]
pub(crate) struct DeadlineTooClose;

pub(crate) struct Attempts {
    access: Access,
    retries: u32,
    pub(crate) until: Instant,
}

impl Attempts {
    pub(crate) fn new(access: Access, timeout: Duration) -> Self {
        Self { access, retries: 0, until: Instant::now() + timeout }
    }

    /// Whether this is a write, and the deadline may pass before the server's statement timeout ends a statement.
    pub(crate) fn need_shorter_timeout(&self) -> bool {
        self.access == Access::Write
            && self.until.saturating_duration_since(Instant::now()) < STATEMENT_TIMEOUT + MARGIN
    }

    pub(crate) fn have_no_time_left(&self) -> bool {
        self.access == Access::Write && self.until.saturating_duration_since(Instant::now()) < MIN_TIME_LEFT
    }

    /// Waits before the next attempt. Returns the error if there is no further attempt.
    pub(crate) async fn pause_after(&mut self, failure: Failure) -> Result<(), StatementError> {
        if self.retries == RETRIES || !failure.is_retryable(self.access) {
            return Err(failure.into_error(self.access));
        }
        self.retries += 1;
        // The pause before retry n is random and shorter than n times 10 ms, so that conflicting transactions rarely
        // conflict again.
        let random = RandomState::new().build_hasher().finish();
        time::sleep(Duration::from_micros(random % (10_000 * u64::from(self.retries)))).await;
        Ok(())
    }
}
