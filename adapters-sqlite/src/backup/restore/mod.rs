//! Puts a backup in the place of the database.
//!
//! Everything is done to a copy beside the database: it is checked, migrated and prepared there. Only then it takes the
//! database's name, in one step; what was there keeps another name.

mod errors;
mod occupied;
mod source;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::SecondsFormat;
use tasklane_core::after_restore::AfterRestore;
use tasklane_core::clock::Timestamp;

use crate::backup::after_restore::after_restore;
use crate::backup::partial_file::{Draft, DraftError, sync_folder};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::check_directory;
use crate::migrate::migrate;
use occupied::Occupied;

pub use errors::RestoreError;

/// The backup is the database now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The name of the database that was there before.
    pub kept: Option<PathBuf>,
    /// The migrations that the backup did not have.
    pub applied: Vec<String>,
    pub changed: AfterRestore,
}

pub fn restore(config: &SqliteConfig, from: &Path, at: Timestamp) -> Result<Restored, RestoreError> {
    check_directory(config)?;
    source::expect_file(from, config.path())?;
    // Before the work of copying; it is asked again when it matters.
    drop(Occupied::hold_file(config.path())?);
    let draft = Draft::begin(with_ending(config.path(), "restoring")).map_err(|error| match error {
        DraftError::Exists(path) => RestoreError::Interrupted(path),
        DraftError::NotWritten { path, source } => RestoreError::NotWritten { path, source },
    })?;
    source::copy(from, draft.path())?;
    let copy = SqliteConfig::at(draft.path());
    let applied = migrate(&copy).map_err(RestoreError::NotMigrated)?;
    let changed = after_restore(&copy, at).map_err(RestoreError::NotPrepared)?;
    let written = |source| RestoreError::NotWritten { path: draft.path().to_owned(), source };
    source::close_log(&copy)?;
    give_to_owner(draft.path(), config.path()).map_err(written)?;
    File::open(draft.path()).and_then(|file| file.sync_all()).map_err(written)?;
    let kept = swap(config, &draft, at)?;
    Ok(Restored { kept, applied, changed })
}

/// In the end nobody else has the database open, and nobody can open it in between.
fn swap(config: &SqliteConfig, draft: &Draft, at: Timestamp) -> Result<Option<PathBuf>, RestoreError> {
    let path = config.path();
    let occupied = Occupied::hold(config)?;
    let time = at.to_rfc3339_opts(SecondsFormat::Secs, true).replace(':', "");
    let kept = with_ending(path, &format!("before-restore-{time}"));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::NotWritten { path, source }
    };
    let was_there = path.exists();
    if was_there {
        fs::hard_link(path, &kept).map_err(failed(&kept))?;
    }
    // A log that is left here belongs to what is kept, and would be played into the copy.
    for log in ["-wal", "-shm", "-journal"] {
        let [from, to] = [path, &kept].map(|path| beside(path, log));
        if from.exists() {
            fs::rename(&from, &to).map_err(failed(&from))?;
        }
    }
    fs::rename(draft.path(), path).map_err(failed(path))?;
    sync_folder(path).map_err(failed(path))?;
    drop(occupied);
    Ok(was_there.then_some(kept))
}

/// The server must be able to write what root has restored.
#[cfg(unix)]
fn give_to_owner(draft: &Path, database: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};

    let folder = database.parent().unwrap_or(Path::new("."));
    let owner = fs::metadata(database).or_else(|_| fs::metadata(folder))?;
    let own = fs::metadata(draft)?;
    if (own.uid(), own.gid()) == (owner.uid(), owner.gid()) {
        return Ok(());
    }
    chown(draft, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(not(unix))]
fn give_to_owner(_draft: &Path, _database: &Path) -> io::Result<()> {
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    beside(path, &format!(".{ending}"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
