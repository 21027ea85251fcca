//! The transaction of a copy.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tasklane_copy::LockError;

use crate::connection::busy_retry::while_busy;
use crate::connection::errors::is_busy;

/// Begins a transaction that can write. Waits at most 5 s for other processes.
pub(super) fn begin(connection: &mut SqliteConnection) -> Result<(), LockError> {
    let begun = connection
        .batch_execute("PRAGMA busy_timeout = 0")
        .and_then(|()| while_busy(|| connection.batch_execute("BEGIN IMMEDIATE")));
    begun.map_err(|cause| {
        if is_busy(&cause) { LockError::Timeout(cause.into()) } else { LockError::Failed(cause.into()) }
    })
}
