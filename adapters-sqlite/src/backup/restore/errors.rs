//! Why a restore failed.

use std::io;
use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::backup::after_restore::AfterRestoreError;
use crate::connection::connect::OpenError;
use crate::migrate::MigrateError;

/// Why a restore failed. The database is unchanged.
#[derive(Debug, Error)]
pub enum RestoreError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("there is no file {}", .0.display())]
    NoFile(PathBuf),
    #[error("{} is the database itself", .0.display())]
    Itself(PathBuf),
    #[error("SQLite does not accept the file name {}", .0.display())]
    UnusableName(PathBuf),
    #[error("{} is not an SQLite database", .0.display())]
    NotADatabase(PathBuf),
    #[error("{} is an SQLite database, but not a Tasklane database", .0.display())]
    NotTasklane(PathBuf),
    #[error("{} was written by a newer version of Tasklane: it has the migrations {}", path.display(), versions.join(", "))]
    Newer { path: PathBuf, versions: Vec<String> },
    #[error("{} is damaged: {}", path.display(), findings.join("; "))]
    Damaged { path: PathBuf, findings: Vec<String> },
    #[error("{} can't be read", path.display())]
    Unreadable { path: PathBuf, source: Cause },
    #[error("{} is in use: stop the server and every other program that has it open", .0.display())]
    InUse(PathBuf),
    #[error(
        "{} already exists: another restore is running or was interrupted; delete the file if no restore is running",
        .0.display()
    )]
    Interrupted(PathBuf),
    #[error("{} can't be written", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
    #[error("the copy could not be migrated")]
    NotMigrated(#[source] MigrateError),
    #[error("the copy could not be prepared")]
    NotPrepared(#[source] AfterRestoreError),
}
