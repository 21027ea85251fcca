//! Retries while another process holds a lock on the file.

use std::thread;
use std::time::{Duration, Instant};

use diesel::QueryResult;

use crate::connection::errors::is_busy;

const MAX_WAIT: Duration = Duration::from_secs(5);
const RETRY_INTERVAL: Duration = Duration::from_millis(1);

/// Retries every millisecond while the file is busy, for at most five seconds.
///
/// With `busy_timeout`, SQLite retries at growing intervals of up to 100 ms. If another process writes without a pause,
/// those retries miss the short moments between the transactions of that process.
pub(crate) fn while_busy<T>(mut attempt: impl FnMut() -> QueryResult<T>) -> QueryResult<T> {
    let deadline = Instant::now() + MAX_WAIT;
    loop {
        match attempt() {
            Err(cause) if is_busy(&cause) && Instant::now() < deadline => thread::sleep(RETRY_INTERVAL),
            result => return result,
        }
    }
}
