//! Tests migrations, also by concurrent processes, and the constraints of the schema.

use std::fs;
use std::sync::Barrier;
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{Preferences, Role};
use tasklane_sqlite::testing::TestDatabase;
use tasklane_sqlite::{MigrateError, SqliteConfig, migrate, open, pending};
use tempfile::TempDir;

fn missing_file() -> (TempDir, SqliteConfig) {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::parse(&format!("sqlite://{}/new.db", directory.path().display())).unwrap();
    (directory, config)
}

fn raw(config: &SqliteConfig) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(config.path().to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    connection
}

// assures: R815
#[test]
fn one_of_five_concurrent_processes_migrates() {
    for _ in 0..5 {
        let (_directory, config) = missing_file();
        let all = pending(&config).unwrap();
        let start = Barrier::new(5);
        let mut applied: Vec<Vec<String>> = thread::scope(|scope| {
            let migrate = || {
                start.wait();
                migrate(&config).unwrap()
            };
            let started: Vec<_> = (0..5).map(|_| scope.spawn(migrate)).collect();
            started.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        applied.sort();
        assert_eq!(applied.pop(), Some(all));
        assert!(applied.iter().all(Vec::is_empty), "{applied:?}");
        assert!(pending(&config).unwrap().is_empty());
    }
}

#[test]
fn pending_creates_no_file() {
    let (directory, config) = missing_file();
    let all = pending(&config).unwrap();
    assert_eq!(all.first().map(String::as_str), Some("2026-11-21-000000_create_tables"));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    fs::write(config.path(), "").unwrap();
    assert_eq!(pending(&config).unwrap(), all);
    assert_eq!(fs::metadata(config.path()).unwrap().len(), 0);
}

#[test]
fn newer_database_is_rejected() {
    let database = TestDatabase::create();
    let config = database.config();
    let add = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    raw(&config).batch_execute(add).unwrap();
    for rejected in [migrate(&config), pending(&config)] {
        assert!(
            matches!(&rejected, Err(MigrateError::NewerSchema(versions)) if versions == &["29991231000000"]),
            "{rejected:?}"
        );
    }
}

// assures: R816
#[tokio::test]
async fn database_is_healthy_with_extra_migrations_and_not_with_missing_ones() {
    let database = TestDatabase::create();
    let (mut connection, health) = (raw(&database.config()), open(&database.config()).unwrap().health);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    connection.batch_execute(newer).unwrap();
    health.check().await.unwrap();
    let oldest = "DELETE FROM __diesel_schema_migrations \
                  WHERE version = (SELECT min(version) FROM __diesel_schema_migrations)";
    connection.batch_execute(oldest).unwrap();
    let checked = health.check().await;
    assert!(matches!(checked, Err(StoreError::Rejected(_))), "{checked:?}");
}

#[test]
fn dangling_reference_fails_a_migration() {
    let (_directory, config) = missing_file();
    let all = pending(&config).unwrap();
    let mut connection = raw(&config);
    let sql = "PRAGMA foreign_keys = OFF; CREATE TABLE parents (id INTEGER PRIMARY KEY); \
               CREATE TABLE children (parent INTEGER REFERENCES parents); INSERT INTO children VALUES (1)";
    connection.batch_execute(sql).unwrap();
    let rejected = migrate(&config);
    assert!(
        matches!(&rejected, Err(MigrateError::DanglingRows(table)) if table == "children"),
        "{rejected:?}"
    );
    assert_eq!(pending(&config).unwrap(), all, "a rejected migration must change nothing");
}

const INVALID_MAILS_AND_LINKS: [&str; 8] = [
    "UPDATE users SET role = 'owner'",
    "UPDATE users SET language = ''",
    "UPDATE users SET time_zone = NULL",
    "UPDATE users SET pending_email = ''",
    "INSERT INTO mail_outbox (id, user_id, kind, queued_at, due_at) VALUES (zeroblob(16), 2, 'reset_password', 0, 0)",
    "INSERT INTO mail_outbox (id, user_id, kind, queued_at, due_at) VALUES (zeroblob(15), 1, 'reset_password', 0, 0)",
    "INSERT INTO one_time_links VALUES (2, zeroblob(16), 'reset_password', zeroblob(32), 'a@b.c', 0, 0)",
    "INSERT INTO one_time_links VALUES (1, zeroblob(16), 'reset_password', zeroblob(31), 'a@b.c', 0, 0)",
];

// assures: R507
#[test]
fn schema_rejects_invalid_values() {
    let database = TestDatabase::create();
    let mut connection = raw(&database.config());
    let user = "INSERT INTO users (id, email, email_canonical, username, username_canonical, hashed_password, created_at, \
                updated_at) VALUES (1, 'a@b.c', 'a@b.c', 'ada', 'ada', 'hash', 0, 0)";
    connection.batch_execute(user).unwrap();
    let insert = |connection: &mut SqliteConnection, status, completed_at, due_date, priority, version| {
        connection.batch_execute(&format!(
            "INSERT INTO tasks (owner_id, title, status, completed_at, due_date, priority, tags, version, change_seq, \
             created_at, updated_at) VALUES (1, 'task', '{status}', {completed_at}, {due_date}, '{priority}', '[]', \
             {version}, 1, 0, 0)"
        ))
    };
    for (status, completed_at, due_date, priority, version) in [
        ("completed", "NULL", "NULL", "none", 1),
        ("pending", "0", "NULL", "none", 1),
        ("COMPLETED", "0", "NULL", "none", 1),
        ("pending", "NULL", "'tomorrow'", "none", 1),
        ("pending", "NULL", "NULL", "urgent", 1),
        ("pending", "NULL", "NULL", "none", 0),
        ("completed", "'noon'", "NULL", "none", 1),
    ] {
        let rejected = insert(&mut connection, status, completed_at, due_date, priority, version);
        rejected.expect_err(&format!("{status} {completed_at} {due_date} {priority} {version}"));
    }
    insert(&mut connection, "completed", "0", "'2026-02-28'", "high", 1).unwrap();
    connection
        .batch_execute(
            "INSERT INTO task_counters (owner_id, seq, live_tasks, forgotten_seq) VALUES (2, 0, 0, 0)",
        )
        .expect_err("a counter without an owner must be rejected");
    connection
        .batch_execute(
            "INSERT INTO task_counters (owner_id, seq, live_tasks, forgotten_seq) VALUES (1, 0, -1, 0)",
        )
        .expect_err("a negative number of tasks must be rejected");
    connection
        .batch_execute(
            "INSERT INTO task_counters (owner_id, seq, live_tasks, forgotten_seq) VALUES (1, 0, 0, -1)",
        )
        .expect_err("a negative sequence number must be rejected");
    connection
        .batch_execute("INSERT INTO leases VALUES ('purge', x'00', 0)")
        .expect_err("an invalid holder must be rejected");
    for rejected in INVALID_MAILS_AND_LINKS {
        connection.batch_execute(rejected).expect_err(rejected);
    }
    connection.batch_execute("DELETE FROM users").unwrap();
    let left = diesel::sql_query("DELETE FROM tasks").execute(&mut connection).unwrap();
    assert_eq!(left, 0, "a user's tasks must be deleted with the user");
}

#[derive(Debug, PartialEq, QueryableByName)]
struct RecordedName {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    canonical: String,
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    released_until: Option<i64>,
}

#[test]
fn migration_records_the_names_of_existing_users() {
    let (_directory, config) = missing_file();
    tasklane_sqlite::testing::execute(config.path(), include_str!("../previous_release.sql"));
    migrate(&config).unwrap();
    let mut connection = raw(&config);
    let mut read = |sql| diesel::sql_query(sql).load::<RecordedName>(&mut connection).unwrap();
    let recorded = read("SELECT * FROM login_names ORDER BY kind, canonical");
    assert_eq!(recorded.len(), 8);
    let names = "SELECT 'email' AS kind, email_canonical AS canonical, id AS user_id, NULL AS released_until FROM users \
                 UNION ALL SELECT 'username', username_canonical, id, NULL FROM users ORDER BY kind, canonical";
    assert_eq!(recorded, read(names));
}

#[tokio::test]
async fn existing_users_get_the_default_preferences_and_can_log_in() {
    let (_directory, config) = missing_file();
    tasklane_sqlite::testing::execute(config.path(), include_str!("../previous_release.sql"));
    migrate(&config).unwrap();
    let users = open(&config).unwrap().users.list(None, 10).await.unwrap();
    assert_eq!(users.len(), 4);
    for user in users {
        assert_eq!((user.preferences, user.role), (Preferences::default(), Role::User));
        assert_eq!((user.email_verified, user.pending_email, user.verification_due_at), (false, None, None));
    }
}
