//! Holds a database file alone, so that no server has it open or can open it.
//!
//! In write-ahead mode each connection holds a shared lock on the file for as long as it is open (sqlite.org/wal.html,
//! and `pager.c`), so a lock on the whole file, which is exclusive, is had only when there is no connection.

use std::fs::{File, OpenOptions};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::errors::RestoreError;
use super::source::begins_like_a_database;
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::connection::errors::is_busy;

/// Until it is dropped. A file that is not there is held by nobody.
pub(super) enum Occupied {
    Nothing,
    /// By SQLite, after its log was written into the file. Dropped with the connection.
    Folded {
        _connection: SqliteConnection,
    },
    /// By our own lock, where SQLite can't use the file. The same locks keep SQLite out.
    Unfolded {
        _file: File,
    },
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

impl Occupied {
    pub(super) fn hold(config: &SqliteConfig) -> Result<Self, RestoreError> {
        let in_use = || RestoreError::InUse(config.path().to_owned());
        // Beside such a file SQLite would delete the log, which may be all that is left of a database.
        if matches!(begins_like_a_database(config.path()), Ok(false)) {
            return Self::hold_file(config.path());
        }
        match fold(config) {
            Ok(Some(connection)) => Ok(Self::Folded { _connection: connection }),
            Ok(None) => Ok(Self::Nothing),
            Err(OpenError::Unusable { source, .. }) if is_busy_cause(&*source) => Err(in_use()),
            // It may be damaged: that is why a backup is restored.
            Err(OpenError::Unusable { .. } | OpenError::NotADatabase(_)) => Self::hold_file(config.path()),
            Err(error) => Err(error.into()),
        }
    }

    /// Only while this process has no connection to the file: the end of one would end our lock, too.
    pub(super) fn hold_file(path: &Path) -> Result<Self, RestoreError> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(source) => return Err(RestoreError::NotWritten { path: path.to_owned(), source }),
        };
        lock_alone(&file, path)?;
        Ok(Self::Unfolded { _file: file })
    }
}

/// A lock of the kind that SQLite takes: others of this kind are by process.
#[cfg(unix)]
fn lock_alone(file: &File, path: &Path) -> Result<(), RestoreError> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    use rustix::io::Errno;

    match fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(()),
        Err(Errno::AGAIN | Errno::ACCESS) => Err(RestoreError::InUse(path.to_owned())),
        Err(errno) => Err(RestoreError::NotWritten { path: path.to_owned(), source: errno.into() }),
    }
}

#[cfg(not(unix))]
fn lock_alone(_file: &File, _path: &Path) -> Result<(), RestoreError> {
    Ok(())
}

/// To leave write-ahead mode takes the exclusive lock, and then the log is part of the file. A server that opened the
/// file in between waits, finds it moved when it wants to enter that mode again, and fails to start.
fn fold(config: &SqliteConfig) -> Result<Option<SqliteConnection>, OpenError> {
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
