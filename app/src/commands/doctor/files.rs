//! Checks the owners and modes of files, and the TLS certificate.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tasklane_adopt::count_of;
use tasklane_core::clock::{Clock, SystemClock};

use super::certificate;
use super::deadline::limited_on_a_thread;
use super::finding::Finding;
use crate::settings::{Database, SecretKey, Settings};

const SECRETS: &str = "secret-files";
const OWNER: &str = "database-owner";
const FOLDER: &str = "database-folder";
/// Container platforms and systemd create the files below these folders, and no other user can enter them.
const PLATFORM_FOLDERS: [&str; 2] = ["/run/secrets", "/run/credentials"];

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let settings = settings.clone();
    limited_on_a_thread(SECRETS, move || check_files(&settings)).await
}

fn check_files(settings: &Settings) -> Vec<Finding> {
    let secrets = secrets(settings);
    let faults: Vec<Finding> = secrets.iter().filter_map(|path| secret_file(path)).collect();
    let mut findings = if faults.is_empty() {
        vec![Finding::ok(SECRETS, format!("{} readable only by the owner", count_of(secrets.len(), "file")))]
    } else {
        faults
    };
    if let Database::Sqlite(config) = &settings.database {
        findings.extend(owners(config.path()));
        findings.extend(folder(config.path()));
    }
    if let Some(files) = &settings.tls {
        findings.push(certificate::check(files, SystemClock.now()));
    }
    findings
}

/// Returns the existing files that contain secrets.
fn secrets(settings: &Settings) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = settings.secret_files.iter().map(|file| file.path.clone()).collect();
    if let SecretKey::File(path) = &settings.secret_key {
        paths.push(path.clone());
    }
    paths.extend(settings.tls.iter().map(|files| files.key.clone()));
    paths.push(".env".into());
    if let Database::Sqlite(config) = &settings.database {
        paths.extend(database_files(config.path()));
    }
    paths.retain(|path| path.exists() && !PLATFORM_FOLDERS.iter().any(|folder| path.starts_with(folder)));
    paths
}

/// The database file and the files that SQLite creates beside it.
fn database_files(database: &Path) -> Vec<PathBuf> {
    let file = |ending: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm"].map(file).to_vec()
}

fn secret_file(path: &Path) -> Option<Finding> {
    match fs::metadata(path) {
        Ok(metadata) => evaluate_mode(path, metadata.permissions().mode()),
        Err(error) => Some(unreadable(SECRETS, path, &error)),
    }
}

fn evaluate_mode(path: &Path, mode: u32) -> Option<Finding> {
    let found = |who| format!("{} has mode {:04o}: {who} can use it", path.display(), mode & 0o7777);
    let advice = format!("run chmod go= {}", path.display());
    if mode & 0o007 != 0 {
        return Some(Finding::problem(SECRETS, found("every user of this machine"), advice));
    }
    (mode & 0o070 != 0).then(|| Finding::warning(SECRETS, found("its group"), advice))
}

/// A command that ran as another user may have created one of the files.
fn owners(database: &Path) -> Option<Finding> {
    let owner = fs::metadata(database).ok()?.uid();
    let other = database_files(database).into_iter().find_map(|path| {
        let found = fs::metadata(&path).ok()?.uid();
        (found != owner).then_some((path, found))
    });
    other.map(|(path, found)| {
        Finding::problem(
            OWNER,
            format!("{} belongs to user {found}, but the database to user {owner}", path.display()),
            format!("stop the server, then run chown {owner} {}", path.display()),
        )
    })
}

fn folder(database: &Path) -> Option<Finding> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::metadata(folder) {
        Ok(metadata) => evaluate_folder(folder, &metadata),
        // The check of the database reports a missing folder.
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => Some(unreadable(FOLDER, folder, &error)),
    }
}

fn evaluate_folder(folder: &Path, metadata: &Metadata) -> Option<Finding> {
    let mode = metadata.permissions().mode();
    let is_sticky = mode & 0o1000 != 0;
    (mode & 0o022 != 0 && !is_sticky).then(|| {
        Finding::problem(
            FOLDER,
            format!("other users can replace files in {} (mode {:04o})", folder.display(), mode & 0o7777),
            format!("run chmod go-w {}", folder.display()),
        )
    })
}

fn unreadable(check: &'static str, path: &Path, error: &io::Error) -> Finding {
    let advice = "check the path, and run the command as the server's user";
    Finding::problem(check, format!("cannot read the mode of {}: {error}", path.display()), advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn secret_that_others_can_read_is_a_problem() {
        let level = |mode| evaluate_mode(Path::new("a.key"), mode).map(|finding| finding.level);
        assert_eq!((level(0o600), level(0o400)), (None, None));
        assert_eq!(level(0o640), Some(Level::Warning));
        assert_eq!((level(0o604), level(0o644)), (Some(Level::Problem), Some(Level::Problem)));
        let finding = evaluate_mode(Path::new("a.key"), 0o100_644).unwrap();
        assert!(finding.found.contains("mode 0644"), "{finding:?}");
    }

    #[test]
    fn folder_that_others_can_write_to_is_a_problem() {
        let directory = tempfile::tempdir().unwrap();
        let of_mode = |mode| {
            fs::set_permissions(directory.path(), fs::Permissions::from_mode(mode)).unwrap();
            folder(&directory.path().join("tasks.db")).map(|finding| finding.level)
        };
        assert_eq!((of_mode(0o755), of_mode(0o1777)), (None, None));
        assert_eq!((of_mode(0o775), of_mode(0o777)), (Some(Level::Problem), Some(Level::Problem)));
        assert!(folder(&directory.path().join("missing/tasks.db")).is_none());
    }
}
