//! Waiting for a file that another process is busy with.

use std::thread;
use std::time::{Duration, Instant};

use diesel::QueryResult;

use crate::connection::errors::is_busy;

const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(1);

/// Tries again as long as the file is busy, for five seconds at most.
///
/// By `busy_timeout`, `SQLite` asks ever more rarely, in the end ten times a second: beside a process that writes
/// without a pause it then misses each of the short moments in between, and gives up.
pub(crate) fn while_busy<T>(mut attempt: impl FnMut() -> QueryResult<T>) -> QueryResult<T> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match attempt() {
            Err(cause) if is_busy(&cause) && Instant::now() < give_up => thread::sleep(PAUSE),
            answer => return answer,
        }
    }
}
