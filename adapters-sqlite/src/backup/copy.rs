//! Copies a database file that is in use.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::backup::partial_file::{PartialFile, PartialFileError, sync_folder};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::connection::file_name::file_name;

/// Why a backup failed. If the final sync of the directory failed, the copy exists under its name. After every other
/// failure, no file with the name of the copy was created.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no database to copy.
    #[error("there is no database {}", .0.display())]
    NoDatabase(PathBuf),
    /// The file of the copy, or its temporary file `….part`, exists already.
    #[error("{} already exists and will not be overwritten", .0.display())]
    Exists(PathBuf),
    /// The name is not UTF-8, or SQLite would parse it as a URI.
    #[error("SQLite does not accept the file name {}", .0.display())]
    UnusableName(PathBuf),
    /// The directory is missing or not writable, or the disk is full.
    #[error("{} can't be written", path.display())]
    NotWritten {
        /// The file of the copy.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// SQLite failed to copy the database.
    #[error("the database could not be copied to {}", path.display())]
    NotCopied {
        /// The temporary file of the copy.
        path: PathBuf,
        /// The error of SQLite.
        source: Cause,
    },
    /// The integrity check failed for the copy, so the database is probably damaged too.
    #[error("the copy failed the integrity check, so the database is probably damaged: {}; keep the older backups", .0.join("; "))]
    Damaged(Vec<String>),
}

/// A completed copy, which has passed an integrity check and is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backup {
    /// The size of the copy.
    pub bytes: u64,
}

/// Copies the committed state of the database to a new file, which only its owner can read. Writers don't wait for the
/// backup, and later writes are not copied.
///
/// The copy is written under a temporary name and checked before it gets its final name. So the final name never refers to
/// an incomplete copy.
pub fn backup(config: &SqliteConfig, to: &Path) -> Result<Backup, BackupError> {
    let source =
        connect_existing(config)?.ok_or_else(|| BackupError::NoDatabase(config.path().to_owned()))?;
    if fs::symlink_metadata(to).is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let partial = PartialFile::create(partial_path(to)).map_err(|error| match error {
        PartialFileError::Exists(path) => BackupError::Exists(path),
        PartialFileError::NotWritten { path, source } => BackupError::NotWritten { path, source },
    })?;
    copy(source, partial.path())?;
    match publish(partial.path(), to) {
        Ok(bytes) => Ok(Backup { bytes }),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists(to.to_owned())),
        Err(source) => Err(BackupError::NotWritten { path: to.to_owned(), source }),
    }
}

fn partial_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// Copies the database into the empty file. SQLite does not change the mode of the file (<https://sqlite.org/lang_vacuum.html>).
fn copy(mut source: SqliteConnection, partial: &Path) -> Result<(), BackupError> {
    let name = file_name(partial).ok_or_else(|| BackupError::UnusableName(partial.to_owned()))?;
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(&name).execute(&mut source);
    let failed =
        |cause: DieselError| BackupError::NotCopied { path: partial.to_owned(), source: cause.into() };
    copied.map_err(failed)?;
    check(&name).map_err(failed)?.map_err(BackupError::Damaged)
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Checks every page and every index of the copy.
fn check(name: &str) -> QueryResult<Result<(), Vec<String>>> {
    let open = SqliteConnection::establish(name);
    let mut copy = open.map_err(|cause| DieselError::QueryBuilderError(cause.into()))?;
    copy.batch_execute("PRAGMA query_only = ON")?;
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA integrity_check").load(&mut copy)?;
    let findings: Vec<String> = findings.into_iter().map(|finding| finding.integrity_check).collect();
    Ok(if findings == ["ok"] { Ok(()) } else { Err(findings) })
}

/// Makes the file durable before it gets its final name, and the name durable before the call returns.
fn publish(partial: &Path, to: &Path) -> io::Result<u64> {
    let file = File::open(partial)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    // Unlike a rename, a link never replaces an existing file.
    fs::hard_link(partial, to)?;
    sync_folder(to)?;
    Ok(bytes)
}
