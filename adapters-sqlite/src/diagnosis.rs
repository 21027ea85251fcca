//! Reads facts about the database file, for operators. The caller evaluates them. The file is not changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel::sql_types::Text;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::config::SqliteConfig;
use crate::connection::read_only::{OpenReadOnlyError, open_immutable};
use crate::lock_holders::{self, LockHolders};
use crate::migrate::{self, MigrateError};
use crate::schema::sessions;

/// Why the facts could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiagnosisError {
    /// There is no file at the path.
    #[error("there is no database {}", .0.display())]
    NoDatabase(PathBuf),
    /// The file can't be opened or read, or is not a database.
    #[error("{} can't be read as a database", path.display())]
    Unreadable {
        /// The database file.
        path: PathBuf,
        /// The error of SQLite or of the operating system.
        source: Cause,
    },
}

/// The result of SQLite's quick check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// No error was found.
    Intact,
    /// The errors that SQLite reports.
    Damaged(Vec<String>),
    /// The file is larger than the limit.
    NotChecked,
}

/// Facts about a database file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The size of the file.
    pub bytes: u64,
    /// The journal mode in the file's header, such as `wal`.
    pub journal_mode: String,
    /// The result of the quick check.
    pub integrity: Integrity,
    /// The names of the pending migrations, or why this program can't use the schema.
    pub pending: Result<Vec<String>, MigrateError>,
    /// Other processes that use the file.
    pub lock_holders: LockHolders,
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

#[derive(QueryableByName)]
struct Fault {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// Returns whether the database contains a session that is not revoked. The last rule of [`diagnose`] applies.
pub fn has_unrevoked_session(config: &SqliteConfig) -> Result<bool, DiagnosisError> {
    let mut connection = open(config.path())?;
    let unrevoked = sessions::table.filter(sessions::revoked_at.is_null());
    select(exists(unrevoked))
        .get_result(&mut connection)
        .map_err(|error| DiagnosisError::Unreadable { path: config.path().to_owned(), source: error.into() })
}

/// Reads the facts. Checks the integrity of a file of at most `max_checked_bytes`. Waits at most `max_wait` for a
/// process that holds the write lock.
///
/// Must be called while this process has no other connection to the file: closing the file drops all locks of the
/// process.
pub fn diagnose(
    config: &SqliteConfig,
    max_checked_bytes: u64,
    max_wait: Duration,
) -> Result<Diagnosis, DiagnosisError> {
    let path = config.path();
    let unreadable = |source: Cause| DiagnosisError::Unreadable { path: path.to_owned(), source };
    let bytes = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(DiagnosisError::NoDatabase(path.to_owned()));
        }
        Err(error) => return Err(unreadable(error.into())),
    };
    let lock_holders = lock_holders::find(path, max_wait).map_err(|error| unreadable(error.into()))?;
    let had_log = has_log(path);
    let mut connection = open(path)?;
    let mode: JournalMode = diesel::sql_query("PRAGMA journal_mode")
        .get_result(&mut connection)
        .map_err(|error| unreadable(error.into()))?;
    let check = |connection: &mut SqliteConnection| {
        if bytes > max_checked_bytes { Ok(Integrity::NotChecked) } else { quick_check(connection) }
    };
    let mut integrity = check(&mut connection).map_err(|error| unreadable(error.into()))?;
    if !had_log && has_log(path) {
        // A process has opened the file in the meantime, and may have changed it during the check.
        connection = open(path)?;
        integrity = check(&mut connection).map_err(|error| unreadable(error.into()))?;
    }
    let pending = migrate::pending_in(&mut connection);
    Ok(Diagnosis { bytes, journal_mode: mode.journal_mode, integrity, pending, lock_holders })
}

fn open(path: &Path) -> Result<SqliteConnection, DiagnosisError> {
    open_immutable(path).map_err(|error: OpenReadOnlyError| DiagnosisError::Unreadable {
        path: path.to_owned(),
        source: error.into(),
    })
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}

/// Checks every page, but does not compare indexes with their tables. That takes time in proportion to the size.
fn quick_check(connection: &mut SqliteConnection) -> QueryResult<Integrity> {
    let faults: Vec<Fault> = diesel::sql_query("PRAGMA quick_check(3)").load(connection)?;
    let faults: Vec<String> = faults.into_iter().map(|fault| fault.quick_check).collect();
    Ok(if faults == ["ok"] { Integrity::Intact } else { Integrity::Damaged(faults) })
}
