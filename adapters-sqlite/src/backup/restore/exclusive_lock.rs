//! An exclusive lock on a database file, so that no server has it open or can open it.
//!
//! In WAL mode, each connection holds a shared lock on the file while it is open (sqlite.org/wal.html and `pager.c`).
//! So an exclusive lock on the file can be acquired only if there is no connection.

use std::fs::{File, OpenOptions};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::errors::RestoreError;
use super::source::has_database_header;
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::connection::errors::is_busy;

/// An exclusive lock on the database file. Dropping this value releases the lock.
pub(super) enum ExclusiveLock {
    /// There is no file to lock.
    NoFile,
    /// Held by SQLite, after a checkpoint of the write-ahead log.
    BySqlite { _connection: SqliteConnection },
    /// Held by this program, if SQLite can't use the file. SQLite respects this lock.
    ByFile { _file: File },
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

impl ExclusiveLock {
    pub(super) fn acquire(config: &SqliteConfig) -> Result<Self, RestoreError> {
        let in_use = || RestoreError::InUse(config.path().to_owned());
        // If the file is not a database, SQLite would delete the log, which may contain the last data.
        if matches!(has_database_header(config.path()), Ok(false)) {
            return Self::acquire_file(config.path());
        }
        match merge_log(config) {
            Ok(Some(connection)) => Ok(Self::BySqlite { _connection: connection }),
            Ok(None) => Ok(Self::NoFile),
            Err(OpenError::Unusable { source, .. }) if is_busy_cause(&*source) => Err(in_use()),
            // The file may be damaged, which is a reason to restore a backup.
            Err(OpenError::Unusable { .. } | OpenError::NotADatabase(_)) => Self::acquire_file(config.path()),
            Err(error) => Err(error.into()),
        }
    }

    /// Must be called without an open connection to the file in this process: closing the connection would release this lock.
    pub(super) fn acquire_file(path: &Path) -> Result<Self, RestoreError> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::NoFile),
            Err(source) => return Err(RestoreError::NotWritten { path: path.to_owned(), source }),
        };
        lock_exclusively(&file, path)?;
        Ok(Self::ByFile { _file: file })
    }
}

/// Acquires the same kind of lock as SQLite: an `fcntl` lock, which belongs to the process.
#[cfg(unix)]
fn lock_exclusively(file: &File, path: &Path) -> Result<(), RestoreError> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    use rustix::io::Errno;

    match fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(()),
        Err(Errno::AGAIN | Errno::ACCESS) => Err(RestoreError::InUse(path.to_owned())),
        Err(errno) => Err(RestoreError::NotWritten { path: path.to_owned(), source: errno.into() }),
    }
}

#[cfg(not(unix))]
fn lock_exclusively(_file: &File, _path: &Path) -> Result<(), RestoreError> {
    Ok(())
}

/// Checkpoints the write-ahead log and locks the file. Leaving WAL mode requires the exclusive lock. A server that
/// opens the file in the meantime waits, then finds that the file was renamed, and fails to start.
fn merge_log(config: &SqliteConfig) -> Result<Option<SqliteConnection>, OpenError> {
    let Some(mut connection) = connect_existing(config)? else { return Ok(None) };
    let unusable = |cause: diesel::result::Error| {
        let path = config.path().to_owned();
        OpenError::Unusable { path, source: Box::new(cause) }
    };
    connection.batch_execute("PRAGMA busy_timeout = 0").map_err(unusable)?;
    let mode: JournalMode =
        diesel::sql_query("PRAGMA journal_mode = DELETE").get_result(&mut connection).map_err(unusable)?;
    if !mode.journal_mode.eq_ignore_ascii_case("delete") {
        return Err(unusable(diesel::result::Error::DatabaseError(
            diesel::result::DatabaseErrorKind::Unknown,
            Box::new("database is locked".to_owned()),
        )));
    }
    connection.batch_execute("BEGIN EXCLUSIVE").map_err(unusable)?;
    Ok(Some(connection))
}

fn is_busy_cause(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref::<diesel::result::Error>().is_some_and(is_busy)
}
