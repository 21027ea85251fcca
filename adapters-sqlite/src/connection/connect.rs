//! Creates the database file and opens connections to it.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use parking_lot::Mutex;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::busy_retry::while_busy;
use crate::connection::config::SqliteConfig;
use crate::connection::errors::{is_full_or_busy, is_not_a_database};

/// With `synchronous = FULL`, every commit survives a power failure. With `trusted_schema = OFF`, the schema of a
/// manipulated file can't call functions with side effects.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                        PRAGMA trusted_schema = OFF;";

/// Why a database file could not be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The directory of the file does not exist. Only the file is created.
    #[error("there is no directory {}", .0.display())]
    NoDirectory(PathBuf),
    /// The file does not exist and could not be created.
    #[error("{} can't be created", path.display())]
    NotCreated {
        /// The database file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file is not an SQLite database, or is encrypted.
    #[error("{} is not an SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// The path is a directory, the file is damaged or write-protected, or another process keeps the file locked.
    #[error("{} can't be used as a database", path.display())]
    Unusable {
        /// The database file.
        path: PathBuf,
        /// The error of SQLite.
        source: Cause,
    },
    /// The file system has no shared memory, which the write-ahead log needs. An example is a network file system.
    #[error("{} is on a file system that does not support SQLite's write-ahead log", .0.display())]
    NoWriteAheadLog(PathBuf),
    /// The operating system can't start another thread.
    #[error("cannot start a database thread")]
    Thread(#[source] io::Error),
}

impl OpenError {
    /// Whether the file can be opened later without a change of the settings or of the file: the disk is full, or another
    /// process holds a lock.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::NotCreated { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::Unusable { source, .. } => is_full_or_busy(&source.to_string()),
            Self::NoDirectory(_) | Self::NotADatabase(_) | Self::NoWriteAheadLog(_) | Self::Thread(_) => {
                false
            }
        }
    }
}

/// Returns the number of reader threads: the number of processors, but at least 2 and at most 8. A read uses the
/// processor more than the disk, so additional threads would only wait for each other.
pub(crate) fn reader_count() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8))
}

/// Opens the connection of the writer. It waits for locks with [`while_busy`]. The data for a rollback to a savepoint
/// is kept in memory.
pub(crate) fn writer(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    let mut connection = connect(config)?;
    connection
        .batch_execute("PRAGMA busy_timeout = 0; PRAGMA temp_store = MEMORY")
        .and_then(|()| while_busy(|| connection.batch_execute("BEGIN IMMEDIATE")))
        // SQLite opens a write-protected file without an error. Only a write fails.
        .and_then(|()| connection.batch_execute("PRAGMA user_version = 1; ROLLBACK"))
        .map_err(|cause| unusable(config, cause))?;
    Ok(connection)
}

pub(crate) fn reader(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    let mut connection = connect(config)?;
    connection.batch_execute("PRAGMA query_only = ON").map_err(|cause| unusable(config, cause))?;
    Ok(connection)
}

/// Opens the file, and creates it if it is missing.
pub(crate) fn connect(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    check_directory(config)?;
    create_file(config.path())
        .map_err(|source| OpenError::NotCreated { path: config.path().to_owned(), source })?;
    let mut connection = establish(config)?;
    let mode = use_write_ahead_log(&mut connection).map_err(|cause| unusable(config, cause))?;
    if mode.eq_ignore_ascii_case("wal") {
        Ok(connection)
    } else {
        Err(OpenError::NoWriteAheadLog(config.path().to_owned()))
    }
}

/// Opens the file without changing its journal mode. Returns `None` if there is no file.
pub(crate) fn connect_existing(config: &SqliteConfig) -> Result<Option<SqliteConnection>, OpenError> {
    check_directory(config)?;
    if config.path().exists() { establish(config).map(Some) } else { Ok(None) }
}

fn establish(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    let mut connection = SqliteConnection::establish(config.path_text())
        .map_err(|cause| OpenError::Unusable { path: config.path().to_owned(), source: cause.into() })?;
    connection.batch_execute(SETTINGS).map_err(|cause| unusable(config, cause))?;
    Ok(connection)
}

/// Fails if the directory does not exist, because a misspelled path must not create an empty database.
pub(crate) fn check_directory(config: &SqliteConfig) -> Result<(), OpenError> {
    match config.path().parent() {
        Some(directory) if !directory.is_dir() => Err(OpenError::NoDirectory(directory.to_owned())),
        _ => Ok(()),
    }
}

fn unusable(config: &SqliteConfig, cause: DieselError) -> OpenError {
    let path = config.path().to_owned();
    if is_not_a_database(&cause) {
        OpenError::NotADatabase(path)
    } else {
        OpenError::Unusable { path, source: cause.into() }
    }
}

/// Creates the file with read access for its owner only. SQLite would create a file that all users can read. SQLite gives
/// the files -wal and -shm the mode of the database file.
///
/// An existing file must not be opened here: closing it would drop the locks of every connection in this process
/// (sqlite.org/howtocorrupt.html, 2.2). For the same reason, no other thread may connect between the opening and the
/// closing of the new file.
fn create_file(path: &Path) -> io::Result<()> {
    static CREATING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = CREATING.lock();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Switches the file to WAL mode. While one connection switches a new file, other connections immediately fail as busy
/// despite their timeout, so `while_busy` retries.
fn use_write_ahead_log(connection: &mut SqliteConnection) -> QueryResult<String> {
    let switch = diesel::sql_query("PRAGMA journal_mode = WAL");
    while_busy(|| switch.clone().get_result::<JournalMode>(connection)).map(|row| row.journal_mode)
}
