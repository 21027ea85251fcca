//! Backups are complete, readable by their owner only, and never overwrite a file.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tasklane_core::task::ReadLimit;
use tasklane_core::testing::examples::{at, new_task, new_user, quota_of};
use tasklane_sqlite::testing::TestDatabase;
use tasklane_sqlite::{BackupError, SqliteConfig, backup, open, pending};

#[cfg(unix)]
#[test]
fn copy_is_complete_and_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let database = TestDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    let copy = directory.path().join("a 'copy'.db");
    let done = backup(&database.config(), &copy).unwrap();
    let metadata = fs::metadata(&copy).unwrap();
    assert_eq!((metadata.permissions().mode() & 0o777, metadata.len()), (0o600, done.bytes));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "no other file must be left");
    let restored = SqliteConfig::parse(&format!("sqlite:{}", copy.display())).unwrap();
    assert_eq!(pending(&restored).unwrap(), [""; 0]);
}

#[test]
fn existing_file_is_not_overwritten() {
    let database = TestDatabase::create();
    let directory = tempfile::tempdir().unwrap();
    for name in ["letter", "letter.part"] {
        let letter = directory.path().join(name);
        fs::write(&letter, "Dear reader").unwrap();
        let rejected = backup(&database.config(), &directory.path().join("letter")).unwrap_err();
        assert!(matches!(&rejected, BackupError::Exists(path) if *path == letter), "{rejected}");
        assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear reader", "{name}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "{name}");
        fs::remove_file(letter).unwrap();
    }
}

#[test]
fn missing_database_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite:{}/no.db", directory.path().display())).unwrap();
    let rejected = backup(&config, &directory.path().join("copy")).unwrap_err();
    assert!(matches!(rejected, BackupError::NoDatabase(_)), "{rejected}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn damaged_database_is_not_copied() {
    let database = TestDatabase::create();
    let (file, directory) = (database.config().path().to_owned(), tempfile::tempdir().unwrap());
    let mut bytes = fs::read(&file).unwrap();
    // The first page stays intact, because its header marks the file as a database.
    bytes.iter_mut().skip(4096).for_each(|byte| *byte = 0xa5);
    fs::write(&file, bytes).unwrap();
    backup(&database.config(), &directory.path().join("copy")).unwrap_err();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

/// The writer runs until the copies are complete. Its tasks have sequence numbers without a gap, so a copy must not have
/// gaps either.
#[tokio::test(flavor = "multi_thread")]
async fn backup_is_a_consistent_snapshot_during_concurrent_writes() {
    let database = TestDatabase::create();
    let stores = open(&database.config()).unwrap();
    let owner = stores.users.create(&new_user("ada"), at(0)).await.unwrap().id;
    let stop = Arc::new(AtomicBool::new(false));
    let (tasks, stopped) = (stores.tasks.clone(), stop.clone());
    let writer = tokio::spawn(async move {
        let mut written = 0;
        while !stopped.load(Ordering::Relaxed) {
            tasks.create(owner, &new_task("task"), at(written), quota_of(u32::MAX)).await.unwrap();
            written += 1;
        }
        written
    });
    let directory = tempfile::tempdir().unwrap();
    for number in 0..3 {
        stores.tasks.create(owner, &new_task("before"), at(0), quota_of(u32::MAX)).await.unwrap();
        let before = stores.tasks.sequence(owner).await.unwrap();
        let copy = directory.path().join(number.to_string());
        let (config, to) = (database.config(), copy.clone());
        tokio::task::spawn_blocking(move || backup(&config, &to)).await.unwrap().unwrap();
        let restored = SqliteConfig::parse(&format!("sqlite:{}", copy.display())).unwrap();
        let restored = open(&restored).unwrap();
        let changes = restored.tasks.read_changes(owner, 0, ReadLimit::of_rows(u32::MAX)).await.unwrap();
        let numbers: Vec<i64> = changes.tasks.iter().map(|record| record.task.change_seq).collect();
        let last = restored.tasks.sequence(owner).await.unwrap();
        assert!(last >= before, "the copy must include the write {before}, but ends with the write {last}");
        assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    }
    stop.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 0);
}
