//! Why a restore failed.

use std::io;
use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::backup::after_restore::AfterRestoreError;
use crate::connection::connect::OpenError;
use crate::migrate::MigrateError;

/// Why a restore failed. The database is unchanged, unless the final renaming failed with
/// [`NotWritten`](Self::NotWritten).
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The backup is missing.
    #[error("there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// The backup and the database are the same file.
    #[error("{} is the database itself", .0.display())]
    Itself(PathBuf),
    /// The name is not UTF-8, or SQLite would parse it as a URI.
    #[error("SQLite does not accept the file name {}", .0.display())]
    UnusableName(PathBuf),
    /// The backup is not an SQLite database.
    #[error("{} is not an SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// The backup has the tables of another program, or no tables.
    #[error("{} is an SQLite database, but not a Tasklane database", .0.display())]
    NotTasklane(PathBuf),
    /// A newer program has written the backup.
    #[error("{} was written by a newer version of Tasklane: this version lacks the migrations {}; restore the backup with the newer version", path.display(), versions.join(", "))]
    NewerSchema {
        /// The backup.
        path: PathBuf,
        /// The versions of the migrations that this program does not have.
        versions: Vec<String>,
    },
    /// The integrity check of the backup failed.
    #[error("{} is damaged: {}", path.display(), findings.join("; "))]
    Damaged {
        /// The backup.
        path: PathBuf,
        /// The problems that SQLite reports.
        findings: Vec<String>,
    },
    /// The backup could not be read.
    #[error("{} can't be read", path.display())]
    Unreadable {
        /// The backup.
        path: PathBuf,
        /// The error of SQLite or of the operating system.
        source: Cause,
    },
    /// Another process has the database open.
    #[error("{} is in use: stop the server and every other program that has it open", .0.display())]
    InUse(PathBuf),
    /// The temporary file of another restore exists. Remove it if no restore is running.
    #[error(
        "{} already exists: another restore is running or was interrupted; delete the file if no restore is running",
        .0.display()
    )]
    Interrupted(PathBuf),
    /// A file could not be written or renamed.
    #[error("{} can't be written", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The copy of the backup could not be migrated.
    #[error("the copy could not be migrated")]
    NotMigrated(#[source] MigrateError),
    /// The copy of the backup could not be prepared for clients with newer data.
    #[error("the copy could not be prepared")]
    NotPrepared(#[source] AfterRestoreError),
}
