//! Replaces the database with a backup.
//!
//! A copy of the backup is checked, migrated and prepared in the directory of the database. Only then is it renamed to the
//! name of the database, in one step. The previous database remains under another name.

mod errors;
mod exclusive_lock;
mod source;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::SecondsFormat;
use tasklane_core::after_restore::PostRestoreSummary;
use tasklane_core::clock::Timestamp;

use crate::backup::after_restore::after_restore;
use crate::backup::partial_file::{PartialFile, PartialFileError, sync_folder};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::check_directory;
use crate::migrate::migrate;
use exclusive_lock::ExclusiveLock;

pub use errors::RestoreError;

/// The result of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// The new name of the previous database.
    pub previous_file: Option<PathBuf>,
    /// The migrations that the backup lacked.
    pub applied_migrations: Vec<String>,
    /// The numbers of rows that were changed, because clients may have newer data than the backup.
    pub post_restore: PostRestoreSummary,
}

/// Replaces the database with a copy of a backup, and renames the previous database. Migrates the copy, and revokes all
/// sessions in the copy.
///
/// Every program that uses the database must be stopped. `at` is the time of the revocation.
pub fn restore(config: &SqliteConfig, from: &Path, at: Timestamp) -> Result<Restored, RestoreError> {
    check_directory(config)?;
    source::expect_file(from, config.path())?;
    // Fails early if the file is in use. `swap` acquires another lock.
    drop(ExclusiveLock::acquire_file(config.path())?);
    let partial =
        PartialFile::create(with_ending(config.path(), "restoring")).map_err(|error| match error {
            PartialFileError::Exists(path) => RestoreError::Interrupted(path),
            PartialFileError::NotWritten { path, source } => RestoreError::NotWritten { path, source },
        })?;
    source::copy(from, partial.path())?;
    let copy = SqliteConfig::at(partial.path());
    let applied_migrations = migrate(&copy).map_err(RestoreError::NotMigrated)?;
    let post_restore = after_restore(&copy, at).map_err(RestoreError::NotPrepared)?;
    let written = |source| RestoreError::NotWritten { path: partial.path().to_owned(), source };
    source::merge_wal(&copy)?;
    copy_owner(partial.path(), config.path()).map_err(written)?;
    File::open(partial.path()).and_then(|file| file.sync_all()).map_err(written)?;
    let previous_file = swap(config, &partial, at)?;
    Ok(Restored { previous_file, applied_migrations, post_restore })
}

/// Renames both files under an exclusive lock, so no other process has the database open or can open it in between.
fn swap(
    config: &SqliteConfig,
    partial: &PartialFile,
    at: Timestamp,
) -> Result<Option<PathBuf>, RestoreError> {
    let path = config.path();
    let lock = ExclusiveLock::acquire(config)?;
    let time = at.to_rfc3339_opts(SecondsFormat::Secs, true).replace(':', "");
    let previous = with_ending(path, &format!("before-restore-{time}"));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::NotWritten { path, source }
    };
    let was_there = path.exists();
    if was_there {
        fs::hard_link(path, &previous).map_err(failed(&previous))?;
    }
    // A remaining log belongs to the previous database. If the log kept its name, SQLite would apply it to the restored
    // database.
    for log in ["-wal", "-shm", "-journal"] {
        let [from, to] = [path, &previous].map(|path| path_with_suffix(path, log));
        if from.exists() {
            fs::rename(&from, &to).map_err(failed(&from))?;
        }
    }
    fs::rename(partial.path(), path).map_err(failed(path))?;
    sync_folder(path).map_err(failed(path))?;
    drop(lock);
    Ok(was_there.then_some(previous))
}

/// Makes the owner of the database the owner of the copy. Even after a restore by root, the server must be able to write
/// the file.
#[cfg(unix)]
fn copy_owner(partial: &Path, database: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};

    let folder = database.parent().unwrap_or(Path::new("."));
    let owner = fs::metadata(database).or_else(|_| fs::metadata(folder))?;
    let own = fs::metadata(partial)?;
    if (own.uid(), own.gid()) == (owner.uid(), owner.gid()) {
        return Ok(());
    }
    chown(partial, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(not(unix))]
fn copy_owner(_partial: &Path, _database: &Path) -> io::Result<()> {
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    path_with_suffix(path, &format!(".{ending}"))
}

fn path_with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
