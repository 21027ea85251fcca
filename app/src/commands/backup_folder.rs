//! A folder with a limited number of backups, whose names contain their times.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use chrono::NaiveDateTime;
use tasklane_core::clock::{Clock, SystemClock, Timestamp};

use super::errors::RetentionError;

/// The format of the time in a name. Names in this format sort by time.
const TIME: &str = "%Y-%m-%dT%H%M%SZ";
const PREFIX: &str = "tasklane-";
/// A name is taken only if another backup began in the same second.
const MAX_ATTEMPTS: u32 = 20;
const RETRY_INTERVAL: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Sqlite,
    PgDump,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Sqlite => ".db",
            Self::PgDump => ".dump",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BackupFolder<'a> {
    path: &'a Path,
    format: Format,
}

impl<'a> BackupFolder<'a> {
    pub(super) fn new(path: &'a Path, format: Format) -> Self {
        Self { path, format }
    }

    /// Calls `write` with the name for the current time. If another backup has the name, tries again in the next
    /// second.
    pub(super) fn write<T, E>(
        &self,
        mut write: impl FnMut(&Path) -> Result<T, E>,
        is_name_taken: impl Fn(&E) -> bool,
    ) -> Result<(PathBuf, T), E> {
        let mut attempts = 1;
        loop {
            let path = self.path.join(name(SystemClock.now(), self.format));
            match write(&path) {
                Ok(written) => return Ok((path, written)),
                Err(error) if is_name_taken(&error) && attempts < MAX_ATTEMPTS => {
                    attempts += 1;
                    sleep(RETRY_INTERVAL);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes all backups except the `keep` newest, and never the new one. Returns the names of the removed backups,
    /// and the first failure.
    pub(super) fn remove_older(&self, new: &Path, keep: u32) -> (Vec<String>, Option<RetentionError>) {
        let (mut removed, mut failed) = (Vec::new(), None);
        let names = match self.names() {
            Ok(names) => names,
            Err(source) => {
                return (removed, Some(RetentionError::Unlisted { folder: self.path.to_owned(), source }));
            }
        };
        for name in surplus(names, new, keep) {
            let path = self.path.join(&name);
            match fs::remove_file(&path) {
                Ok(()) => removed.push(name),
                // Another backup has removed the file.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => failed = failed.or(Some(RetentionError::NotRemoved { path, source })),
            }
        }
        (removed, failed)
    }

    /// Returns the names of the backups. Partial backups, folders and links are not backups.
    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.path)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if is_backup(&name, self.format) && entry.file_type()?.is_file() {
                names.push(name);
            }
        }
        Ok(names)
    }
}

fn name(at: Timestamp, format: Format) -> String {
    format!("{PREFIX}{}{}", at.format(TIME), format.ending())
}

/// Whether the whole name has the form of [`name`].
fn is_backup(name: &str, format: Format) -> bool {
    let time = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(format.ending()));
    let parsed = time.and_then(|time| NaiveDateTime::parse_from_str(time, TIME).ok());
    // The parser also accepts numbers with signs, or without leading zeros.
    parsed.is_some_and(|parsed| time == Some(&*parsed.format(TIME).to_string()))
}

/// Returns the names to remove. The new backup is one of the `keep` backups, even if the clock was set back.
fn surplus(mut names: Vec<String>, new: &Path, keep: u32) -> Vec<String> {
    names.retain(|name| new.file_name() != Some(name.as_ref()));
    names.sort_unstable_by(|one, other| other.cmp(one));
    let others = usize::try_from(keep).unwrap_or(usize::MAX).saturating_sub(1);
    names.split_off(others.min(names.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_contains_the_time_and_is_recognized() {
        let at = Timestamp::from_timestamp(1_796_035_703, 0).unwrap();
        for (format, expected) in [
            (Format::Sqlite, "tasklane-2026-11-30T104823Z.db"),
            (Format::PgDump, "tasklane-2026-11-30T104823Z.dump"),
        ] {
            assert_eq!(name(at, format), expected);
            assert!(is_backup(expected, format));
        }
        assert!(!is_backup("tasklane-2026-11-30T104823Z.db", Format::PgDump));
    }

    #[test]
    fn other_names_are_not_backups() {
        for name in [
            "tasklane.db",
            "tasklane-2026-11-30.db",
            "tasklane-2026-11-30T104823Z.db.part",
            "tasklane-2026-11-30T104823Z.db-wal",
            "tasklane-2026-11-30T104823Z",
            "tasklane-2026-11-31T104823Z.db",
            "tasklane-2026-11-30T254823Z.db",
            "tasklane-2026-1-30T104823Z.db",
            "tasklane-+2026-11-30T104823Z.db",
            "tasklane-2026-11-30T10482Z.db",
            "my-tasklane-2026-11-30T104823Z.db",
            "tasklane-2026-11-30T104823Z.db ",
        ] {
            assert!(!is_backup(name, Format::Sqlite), "{name}");
        }
    }

    #[test]
    fn newest_backups_and_the_new_one_remain() {
        let names = || ["b", "d", "a", "c"].map(str::to_owned).to_vec();
        assert_eq!(surplus(names(), Path::new("/backups/d"), 2), ["b", "a"]);
        assert_eq!(surplus(names(), Path::new("/backups/d"), 1), ["c", "b", "a"]);
        assert_eq!(surplus(names(), Path::new("/backups/a"), 1), ["d", "c", "b"]);
        assert_eq!(surplus(names(), Path::new("/backups/d"), 4), [""; 0]);
        assert_eq!(surplus(names(), Path::new("/backups/d"), 9), [""; 0]);
    }
}
