//! Copies a database file while others read and write it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::backup::partial_file::{Draft, DraftError, sync_folder};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::connection::file_name::file_name;

/// Nothing stands under the name of the copy, but what had it before.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("there is no database {}", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} is there already, and is not overwritten", .0.display())]
    Exists(PathBuf),
    #[error("{} is not a name that SQLite takes for a file", .0.display())]
    UnusableName(PathBuf),
    #[error("{} can't be written", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
    #[error("the database could not be copied to {}", path.display())]
    NotCopied { path: PathBuf, source: Cause },
    /// What `SQLite` says of the copy, and so probably of the database.
    #[error("the copy is damaged: {}", .0.join("; "))]
    Damaged(Vec<String>),
}

/// A copy that was checked and is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    pub bytes: u64,
}

/// Copies what is committed when it begins, as of one moment, into a new file for its owner alone. Nobody who writes
/// meanwhile waits for it.
///
/// The name never stands for less than a whole copy: that is written beside it, checked, and given its name then.
pub fn backup(config: &SqliteConfig, to: &Path) -> Result<Backup, BackupError> {
    let source =
        connect_existing(config)?.ok_or_else(|| BackupError::NoDatabase(config.path().to_owned()))?;
    if fs::symlink_metadata(to).is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let draft = Draft::begin(beside(to)).map_err(|error| match error {
        DraftError::Exists(path) => BackupError::Exists(path),
        DraftError::NotWritten { path, source } => BackupError::NotWritten { path, source },
    })?;
    copy(source, draft.path())?;
    match publish(draft.path(), to) {
        Ok(bytes) => Ok(Backup { bytes }),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists(to.to_owned())),
        Err(source) => Err(BackupError::NotWritten { path: to.to_owned(), source }),
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// `SQLite` writes into an empty file, and leaves its mode as it is (sqlite.org on VACUUM).
fn copy(mut source: SqliteConnection, draft: &Path) -> Result<(), BackupError> {
    let name = file_name(draft).ok_or_else(|| BackupError::UnusableName(draft.to_owned()))?;
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(&name).execute(&mut source);
    let failed = |cause: DieselError| BackupError::NotCopied { path: draft.to_owned(), source: cause.into() };
    copied.map_err(failed)?;
    check(&name).map_err(failed)?.map_err(BackupError::Damaged)
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Reads every page and every index of the copy.
fn check(name: &str) -> QueryResult<Result<(), Vec<String>>> {
    let open = SqliteConnection::establish(name);
    let mut copy = open.map_err(|cause| DieselError::QueryBuilderError(cause.into()))?;
    copy.batch_execute("PRAGMA query_only = ON")?;
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA integrity_check").load(&mut copy)?;
    let findings: Vec<String> = findings.into_iter().map(|finding| finding.integrity_check).collect();
    Ok(if findings == ["ok"] { Ok(()) } else { Err(findings) })
}

/// Durable before it has its name, and the name before anybody is told.
fn publish(draft: &Path, to: &Path) -> io::Result<u64> {
    let file = File::open(draft)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    // Unlike a move, it never takes the place of what is there.
    fs::hard_link(draft, to)?;
    sync_folder(to)?;
    Ok(bytes)
}
