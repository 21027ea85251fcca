//! How a database file is made, and each connection to it set up.

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
use crate::connection::errors::is_not_a_database;

/// `synchronous=FULL` lets no power cut undo a commit; a schema that is not trusted can't call functions with effects.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                        PRAGMA trusted_schema = OFF;";

#[derive(Debug, Error)]
pub enum OpenError {
    #[error("there is no directory {}", .0.display())]
    NoDirectory(PathBuf),
    #[error("{} can't be made", path.display())]
    NotMade { path: PathBuf, source: io::Error },
    #[error("{} is not a SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// A directory, without the permission to write it, damaged, or another process holds it without end.
    #[error("{} can't be used as a database", path.display())]
    Unusable { path: PathBuf, source: Cause },
    #[error("{} lies where SQLite can't keep a write-ahead log", .0.display())]
    NoWriteAheadLog(PathBuf),
    #[error("a thread for the database could not be started")]
    Thread(#[source] io::Error),
}

/// A read keeps a processor busy, not a disk: more threads than processors would only wait for each other.
pub(crate) fn reader_count() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8))
}

/// Waits for its turn by [`while_busy`], and keeps what a failed write is undone by out of the file system.
pub(crate) fn writer(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    let mut connection = connect(config)?;
    connection
        .batch_execute("PRAGMA busy_timeout = 0; PRAGMA temp_store = MEMORY")
        .and_then(|()| while_busy(|| connection.batch_execute("BEGIN IMMEDIATE")))
        // SQLite opens what it may not write for reading, and says so at the first write: this one.
        .and_then(|()| connection.batch_execute("PRAGMA user_version = 1; ROLLBACK"))
        .map_err(|cause| unusable(config, cause))?;
    Ok(connection)
}

pub(crate) fn reader(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    let mut connection = connect(config)?;
    connection.batch_execute("PRAGMA query_only = ON").map_err(|cause| unusable(config, cause))?;
    Ok(connection)
}

/// A connection to the file, which is made when it is missing.
pub(crate) fn connect(config: &SqliteConfig) -> Result<SqliteConnection, OpenError> {
    check_directory(config)?;
    make_file(config.path())
        .map_err(|source| OpenError::NotMade { path: config.path().to_owned(), source })?;
    let mut connection = establish(config)?;
    let mode = use_write_ahead_log(&mut connection).map_err(|cause| unusable(config, cause))?;
    if mode.eq_ignore_ascii_case("wal") {
        Ok(connection)
    } else {
        Err(OpenError::NoWriteAheadLog(config.path().to_owned()))
    }
}

/// A connection that changes nothing about the file; `None` when there is no file.
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

/// A misspelt path must not become an empty database somewhere else.
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

/// `SQLite` would make the file readable for everyone; its companions -wal and -shm take over the file's mode.
///
/// A file that is there must not be touched: closing it would drop the locks of every connection in this process
/// (sqlite.org/howtocorrupt.html, 2.2). Hence one at a time, too: nobody may connect between our opening and closing.
fn make_file(path: &Path) -> io::Result<()> {
    static MAKING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MAKING.lock();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// The first to switch a new file over makes the others fail as busy at once, whatever their timeout.
fn use_write_ahead_log(connection: &mut SqliteConnection) -> QueryResult<String> {
    let switch = diesel::sql_query("PRAGMA journal_mode = WAL");
    while_busy(|| switch.clone().get_result::<JournalMode>(connection)).map(|row| row.journal_mode)
}
