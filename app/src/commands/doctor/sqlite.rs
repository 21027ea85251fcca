//! Checks the SQLite database.

use std::path::Path;
use std::time::Duration;

use rustix::fs::{Access, access, statvfs};
use tasklane_adopt::count_of;
use tasklane_runtime::format_error_chain;
use tasklane_sqlite::{Diagnosis, DiagnosisError, Integrity, SqliteConfig};

use super::deadline::limited_on_a_thread;
use super::finding::Finding;
use super::schema;

const DATABASE: &str = "database";
const LOCK: &str = "database-lock";
const SPACE: &str = "disk-space";
/// A file of this size is checked within a few seconds.
const MAX_CHECKED_BYTES: u64 = 1 << 30;
/// The time for which a write of the server waits for a lock.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// With less free space than this, the write-ahead log may fill the disk.
const MIN_FREE_BYTES: u64 = 64 << 20;

pub(super) async fn check(config: &SqliteConfig, migrates_on_start: bool) -> Vec<Finding> {
    let config = config.clone();
    limited_on_a_thread(DATABASE, move || check_file(&config, migrates_on_start)).await
}

fn check_file(config: &SqliteConfig, migrates_on_start: bool) -> Vec<Finding> {
    let path = config.path();
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut findings = Vec::new();
    match tasklane_sqlite::diagnose(config, MAX_CHECKED_BYTES, MAX_WAIT) {
        Ok(diagnosis) => {
            findings.extend(evaluate(path, diagnosis, migrates_on_start));
            findings.extend(writable(path));
        }
        Err(DiagnosisError::NoDatabase(_)) => findings.push(missing(path, folder)),
        Err(error) => findings.push(Finding::problem(
            DATABASE,
            format_error_chain(&error),
            "check DATABASE_URL and the owner and mode of the file, or restore a backup",
        )),
    }
    findings.extend(writable(folder));
    findings.extend(space(path, folder));
    findings
}

fn missing(path: &Path, folder: &Path) -> Finding {
    if folder.is_dir() {
        return Finding::warning(
            DATABASE,
            format!("there is no database {}", path.display()),
            "check DATABASE_URL and the working directory: `tasklane serve` creates an empty database",
        );
    }
    let found = format!("there is no directory {}", folder.display());
    Finding::problem(DATABASE, found, "create the directory, or correct DATABASE_URL")
}

fn evaluate(path: &Path, diagnosis: Diagnosis, migrates_on_start: bool) -> Vec<Finding> {
    let found = format!("{}, {}", path.display(), count_of(diagnosis.bytes, "byte"));
    let integrity = match diagnosis.integrity {
        Integrity::Intact => Finding::ok(DATABASE, format!("{found}, intact")),
        Integrity::NotChecked => Finding::ok(
            DATABASE,
            format!("{found}, too large to check: `tasklane backup` checks the copy that it makes"),
        ),
        Integrity::Damaged(faults) => Finding::problem(
            DATABASE,
            format!("{found}, is damaged: {}", faults.join("; ")),
            "stop the server, copy the file, and restore a backup",
        ),
    };
    let pending = diagnosis.pending.map_err(|error| format_error_chain(&error));
    let mut findings = vec![integrity, schema::evaluate(pending, migrates_on_start)];
    if !diagnosis.journal_mode.eq_ignore_ascii_case("wal") {
        let found = format!(
            "the journal mode is {}: the server switches to wal when it starts",
            diagnosis.journal_mode
        );
        findings.push(Finding::ok("database-journal", found));
    }
    findings.push(match (diagnosis.lock_holders.writer, diagnosis.lock_holders.user) {
        (Some(writer), _) => Finding::problem(
            LOCK,
            format!(
                "process {writer} has been writing for more than {} s: other writes fail",
                MAX_WAIT.as_secs()
            ),
            format!("find out what process {writer} does, and end this process unless it runs a migration"),
        ),
        (None, Some(user)) => {
            Finding::ok(LOCK, format!("process {user} uses the database, and no write waits"))
        }
        (None, None) => Finding::ok(LOCK, "no process uses the database"),
    });
    findings
}

fn writable(path: &Path) -> Option<Finding> {
    let denied = access(path, Access::WRITE_OK).err()?;
    Some(Finding::problem(
        "database-access",
        format!("this user can't write to {}: {denied}", path.display()),
        "run the command as the server's user, or change the owner of the file and of its folder",
    ))
}

fn space(path: &Path, folder: &Path) -> Option<Finding> {
    let free = statvfs(folder).ok().map(|volume| volume.f_bavail.saturating_mul(volume.f_frsize))?;
    let needed = std::fs::metadata(path).map_or(0, |file| file.len());
    Some(evaluate_space(free, needed))
}

fn evaluate_space(free: u64, database: u64) -> Finding {
    let found = format!("{} MiB free in the folder of the database", free >> 20);
    let advice = "delete files on this volume, or move the database to a larger volume";
    if free < MIN_FREE_BYTES {
        return Finding::problem(SPACE, format!("{found}: writes will fail soon"), advice);
    }
    if free < database.saturating_add(MIN_FREE_BYTES) {
        return Finding::warning(
            SPACE,
            format!("{found}, which is too little for a copy of the database: a restore needs a copy"),
            advice,
        );
    }
    Finding::ok(SPACE, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn free_space_must_suffice_for_a_copy() {
        let mebibytes = |number: u64| number << 20;
        assert_eq!(evaluate_space(mebibytes(63), 0).level, Level::Problem);
        assert_eq!(evaluate_space(mebibytes(100), mebibytes(50)).level, Level::Warning);
        assert_eq!(evaluate_space(mebibytes(200), mebibytes(50)).level, Level::Ok);
    }
}
