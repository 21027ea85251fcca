//! A restore replaces the database with a complete and prepared copy of the backup, or changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::stores::Stores;
use tasklane_core::task::ReadLimit;
use tasklane_core::testing::examples::{at, link, new_task, new_user, password_hash, quota_of, session};
use tasklane_core::user::mail::{LinkPurpose, MailId};
use tasklane_core::user::{Email, NewUser, ProfileChange};
use tasklane_sqlite::testing::{TestDatabase, integrity_of};
use tasklane_sqlite::{RestoreError, SqliteConfig, after_restore, backup, migrate, open, restore};

const MILLION: i64 = 1_000_000;

fn now() -> Timestamp {
    at(9_000_000)
}

fn raw(path: &Path) -> SqliteConnection {
    SqliteConnection::establish(path.to_str().unwrap()).unwrap()
}

/// Returns the names of all files in the database's directory.
fn files(config: &SqliteConfig) -> Vec<String> {
    let entries = fs::read_dir(config.path().parent().unwrap()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Adds a task and a session for each user, and closes the stores.
async fn fill(config: &SqliteConfig, usernames: &[&str]) {
    let stores = open(config).unwrap();
    for username in usernames {
        let user = stores.users.create(&new_user(username), at(0)).await.unwrap().id;
        stores.tasks.create(user, &new_task(username), at(1), quota_of(9)).await.unwrap();
        stores.sessions.create(&session(user, 1), &password_hash(), 50, None).await.unwrap();
    }
    close(stores, config).await;
}

/// Returns when the stores have checkpointed the log and closed the file.
async fn close(stores: Stores, config: &SqliteConfig) {
    drop(stores);
    let log = PathBuf::from(format!("{}-wal", config.path().display()));
    while log.exists() {
        tokio::task::yield_now().await;
    }
}

async fn backed_up() -> (TestDatabase, PathBuf) {
    let database = TestDatabase::create();
    fill(&database.config(), &["ada", "bob"]).await;
    let copy = database.config().path().with_file_name("copy.db");
    backup(&database.config(), &copy).unwrap();
    (database, copy)
}

#[tokio::test]
async fn restore_raises_numbers_above_the_lost_numbers_and_revokes_sessions() {
    let (database, copy) = backed_up().await;
    let config = database.config();
    fill(&config, &["cyd"]).await;
    let done = restore(&config, &copy, now()).unwrap();
    assert_eq!(
        (done.post_restore.users, done.post_restore.tasks, done.post_restore.sessions_ended),
        (2, 2, 2)
    );
    let previous = done.previous_file.unwrap();
    assert_eq!(previous.file_name().unwrap(), "test.db.before-restore-2026-01-01T000009Z");
    assert_eq!(files(&config), ["copy.db", "test.db", "test.db.before-restore-2026-01-01T000009Z"]);
    assert_eq!((integrity_of(config.path()), integrity_of(&previous)), ("ok".to_owned(), "ok".to_owned()));
    let lost = open(&SqliteConfig::parse(&format!("sqlite:{}", previous.display())).unwrap()).unwrap();
    assert_eq!(lost.users.list(None, 9).await.unwrap().len(), 3);

    let stores = open(&config).unwrap();
    let users = stores.users.list(None, 9).await.unwrap();
    assert_eq!(users.len(), 2);
    for user in &users {
        assert_eq!(stores.sessions.list_live(user.id, now()).await.unwrap(), []);
        let read = stores.tasks.read_changes(user.id, 0, ReadLimit::of_rows(9)).await.unwrap();
        assert_eq!((read.seq, read.purged_seq), (1 + MILLION, 1 + MILLION));
        assert_eq!(read.tasks[0].task.version.get(), 1 + MILLION);
    }
    let new = stores.users.create(&new_user("dan"), now()).await.unwrap();
    assert_eq!(new.id.get(), 3 + MILLION);
    let task = stores.tasks.create(new.id, &new_task("new"), now(), quota_of(9)).await.unwrap();
    assert_eq!(task.id.get(), 3 + MILLION);
}

/// The backup does not show whether the links were used, the mails were sent or the change was cancelled later.
#[tokio::test]
async fn restore_removes_links_waiting_mails_and_pending_addresses() {
    let database = TestDatabase::create();
    let config = database.config();
    let copy = config.path().with_file_name("copy.db");
    let stores = open(&config).unwrap();
    let new = NewUser { verification: Some(MailId(uuid::Uuid::nil())), ..new_user("ada") };
    let user = stores.users.create(&new, at(0)).await.unwrap();
    let pending_email = Some(Email::parse("ada@new.example").ok());
    let change = ProfileChange { pending_email, ..ProfileChange::empty(user.id, at(1)) };
    stores.users.change_profile(&change).await.unwrap();
    stores.users.start_verification_period(user.id, at(2)).await.unwrap();
    let link = link(user.id, 1, LinkPurpose::ResetPassword, "ada@example.org");
    stores.links.add(&link).await.unwrap();
    backup(&config, &copy).unwrap();
    close(stores, &config).await;
    restore(&config, &copy, now()).unwrap();

    let stores = open(&config).unwrap();
    assert_eq!(stores.links.find(user.id, link.id).await.unwrap(), None);
    assert_eq!(stores.outbox.status().await.unwrap().waiting, 0);
    let restored = stores.users.find(user.id).await.unwrap().unwrap();
    assert_eq!((restored.pending_email, restored.verification_due_at), (None, Some(at(2))));
    // The account may have been verified and used after the backup.
    assert_eq!(stores.users.purge_unverified(now(), 9).await.unwrap(), 0);
}

#[tokio::test]
async fn database_can_be_prepared_twice() {
    let (database, _copy) = backed_up().await;
    let config = database.config();
    let first = after_restore(&config, now()).unwrap();
    let second = after_restore(&config, now()).unwrap();
    assert_eq!((first.sessions_ended, second.sessions_ended), (2, 0));
    assert_eq!((second.users, second.tasks), (2, 2));
    let stores = open(&config).unwrap();
    let new = stores.users.create(&new_user("cyd"), now()).await.unwrap();
    assert_eq!(new.id.get(), 3 + 2 * MILLION);
    // The counter of this user is created after the backup.
    let empty = TestDatabase::create();
    let user = open(&empty.config()).unwrap().users.create(&new_user("ada"), at(0)).await.unwrap().id;
    after_restore(&empty.config(), now()).unwrap();
    let stores = open(&empty.config()).unwrap();
    assert_eq!(stores.tasks.sequence(user).await.unwrap(), MILLION);
    let task = stores.tasks.create(user, &new_task("first"), now(), quota_of(9)).await.unwrap();
    assert_eq!((task.id.get(), task.change_seq), (1 + MILLION, 1 + MILLION));
}

#[tokio::test]
async fn backup_is_restored_with_its_log_to_a_missing_file() {
    let (database, _copy) = backed_up().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite:{}/new.db", elsewhere.path().display())).unwrap();
    // Copies the files of a database in use, as `cp` would.
    let from = elsewhere.path().join("a ?#%41 name.db");
    let mut writer = raw(database.config().path());
    writer.batch_execute("PRAGMA journal_mode = WAL; UPDATE users SET name = 'in the log'").unwrap();
    for ending in ["", "-wal"] {
        let copied = format!("{}{ending}", from.display());
        fs::copy(format!("{}{ending}", database.config().path().display()), copied).unwrap();
    }
    // A leftover log must not be applied to the copy.
    fs::write(elsewhere.path().join("new.db-wal"), "rubbish").unwrap();
    let done = restore(&config, &from, now()).unwrap();
    assert_eq!(done.previous_file, None);
    let users = open(&config).unwrap().users.list(None, 9).await.unwrap();
    assert!(users.len() == 2 && users.iter().all(|user| user.name.is_some()), "{users:?}");
}

#[tokio::test]
async fn older_backup_is_migrated() {
    let (database, copy) = backed_up().await;
    let config = database.config();
    let last = "2026-11-29-000100_count_stored_bytes";
    raw(&copy)
        .batch_execute(
            "DROP INDEX task_counters_counted_idx;
             ALTER TABLE task_counters DROP COLUMN bytes_counted_at;
             ALTER TABLE task_counters DROP COLUMN stored_bytes;
             DELETE FROM __diesel_schema_migrations WHERE version = '20261129000100'",
        )
        .unwrap();
    assert_eq!(restore(&config, &copy, now()).unwrap().applied_migrations, [last]);
    assert_eq!(migrate(&config).unwrap(), [""; 0]);
}

/// Creates files that a restore rejects. Returns each path with a part of the expected error message.
fn rejections(copy: &Path) -> Vec<(PathBuf, &'static str)> {
    let sibling = |name: &str| copy.with_file_name(name);
    let good = fs::read(copy).unwrap();
    fs::write(sibling("text"), "Dear reader, this is no database").unwrap();
    fs::write(sibling("empty"), "").unwrap();
    fs::write(sibling("short.db"), good.split_at(good.len() / 2).0).unwrap();
    let mut damaged = good.clone();
    damaged.iter_mut().skip(4096).for_each(|byte| *byte = 0xa5);
    fs::write(sibling("damaged.db"), damaged).unwrap();
    raw(&sibling("other.db")).batch_execute("CREATE TABLE users (id INTEGER)").unwrap();
    fs::write(sibling("newer.db"), &good).unwrap();
    raw(&sibling("newer.db"))
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')")
        .unwrap();
    vec![
        (sibling("none"), "there is no file"),
        (sibling("text"), "is not an SQLite database"),
        (sibling("empty"), "is not an SQLite database"),
        (sibling("short.db"), "is damaged"),
        (sibling("damaged.db"), "is damaged"),
        (sibling("other.db"), "not a Tasklane database"),
        (sibling("newer.db"), "this version lacks the migrations 20990101000000"),
    ]
}

#[tokio::test]
async fn rejected_restore_changes_nothing() {
    let (database, copy) = backed_up().await;
    let config = database.config();
    let rejections = rejections(&copy);
    let (before, bytes) = (files(&config), fs::read(config.path()).unwrap());
    let itself = (config.path().to_owned(), "is the database itself");
    for (file, message) in rejections.into_iter().chain([itself]) {
        let error = restore(&config, &file, now()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
        assert_eq!(files(&config), before, "{message}");
        assert_eq!(fs::read(config.path()).unwrap(), bytes, "{message}");
    }
    fs::write(config.path().with_file_name("test.db.restoring"), "half of it").unwrap();
    let error = restore(&config, &copy, now()).unwrap_err();
    assert!(matches!(error, RestoreError::Interrupted(_)), "{error}");
}

#[tokio::test]
async fn damaged_database_is_replaced_and_preserved() {
    let (database, copy) = backed_up().await;
    let config = database.config();
    for (damaged, time) in [(b"not a database at all".to_vec(), at(0)), (vec![0xa5; 8192], at(1_000_000))] {
        fs::write(config.path(), &damaged).unwrap();
        fs::write(format!("{}-wal", config.path().display()), "a log").unwrap();
        let previous = restore(&config, &copy, time).unwrap().previous_file.unwrap();
        assert_eq!(fs::read(&previous).unwrap(), damaged);
        assert_eq!(fs::read_to_string(format!("{}-wal", previous.display())).unwrap(), "a log");
        assert_eq!(integrity_of(config.path()), "ok");
    }
    let mut damaged = fs::read(config.path()).unwrap();
    damaged.iter_mut().skip(100).for_each(|byte| *byte = 0xa5);
    fs::write(config.path(), damaged).unwrap();
    restore(&config, &copy, at(2_000_000)).unwrap();
    assert_eq!(integrity_of(config.path()), "ok");
}

#[test]
fn missing_database_is_not_prepared() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite:{}/no.db", directory.path().display())).unwrap();
    after_restore(&config, now()).unwrap_err();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}
