//! A failed adoption leaves the database unchanged.

use std::sync::atomic::Ordering;

use futures_util::future::join_all;
use tasklane_adopt::{AdoptError, Options, Outcome};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{MigrateError, adopt, migrate, pending};

use super::legacy_database::{ROWS, adopted, dump_tables, invalid_rows, legacy_database, options};

/// The invalid row is the last row, after thousands of valid rows.
#[tokio::test]
async fn one_invalid_row_leaves_the_database_unchanged() {
    let many = "INSERT INTO tasks (title, status, owner_id, created_at)
        SELECT CASE n WHEN 2500 THEN ' ' ELSE 'Task' END, 'PENDING', 8, to_timestamp(n) FROM generate_series(1, 2500) n";
    let (database, client) = legacy_database(&format!("{ROWS}{many}")).await;
    let before = dump_tables(&client).await;
    let report = invalid_rows(&database).await;
    assert!(report.contains("tasks: title must not be blank: 2577\n"), "{report}");
    assert_eq!(dump_tables(&client).await, before);
    client
        .batch_execute("INSERT INTO tasks (title, status, owner_id) VALUES ('t', 'PENDING', 3)")
        .await
        .unwrap();
    client.batch_execute("DELETE FROM tasks WHERE title = ' '").await.unwrap();
    assert_eq!(adopted(&database).await.tasks, 4 + 2500);
}

#[tokio::test]
async fn all_faults_are_reported_together_and_name_only_ids() {
    let rows = "
        ALTER TABLE tasks DROP CONSTRAINT tasks_owner_id_fkey;
        INSERT INTO users (id, email, username, hashed_password, is_active) VALUES
            (50, 'ADA@example.org', 'canary', 'hash', true), (51, 'x@example.org', 'ADA', 'hash', true),
            (52, 'canary', 'ab', 'hash', true), (53, 'y@example.org', 'a@b', '$canary$', true),
            (-1, 'z@example.org', 'zoe', 'hash', true), (54, 'Y@example.org', 'no', 'hash', true);
        UPDATE users SET created_at = 'infinity' WHERE id = 50;
        INSERT INTO tasks (id, title, description, status, owner_id, created_at) VALUES
            (60, E'\\t', repeat('canary', 2000), 'PENDING', 3, '2024-01-01'),
            (61, 'canary', repeat('x', 30000), 'PENDING', 999, '12024-01-01'),
            (62, 'canary', repeat(E'x\\r\\n', 5000), 'PENDING', 3, '2024-01-01');";
    let (database, client) = legacy_database(&format!("{ROWS}{rows}")).await;
    let before = dump_tables(&client).await;
    let report = invalid_rows(&database).await;
    for part in [
        "users: have e-mail addresses that differ only in case: 3 = 50, 53 = 54\n",
        "users: have usernames that differ only in case or Unicode form: 3 = 51\n",
        "users: email must be an e-mail address such as ada@example.org: 52\n",
        "users: username must be at least 3 characters long: 52, 54\n",
        "users: username must not contain the character @, which is for e-mail addresses: 53\n",
        "users: hashed_password must be a bcrypt hash with a cost of at most 15, and is of an unknown kind: 53\n",
        "users: the id must be from 1 to 9007199254740991 (not repaired by --mend): -1\n",
        "users: created_at must be a time in the years 1 to 9999: 50\n",
        "tasks: title must not be blank: 60\n",
        "tasks: description must be at most 10000 characters long: 60, 61\n",
        "tasks: the owner does not exist in users (not repaired by --mend): 61\n",
        "tasks: created_at must be a time in the years 1 to 9999: 61\n",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!report.contains("canary") && !report.contains("62"), "{report}");
    assert_eq!(dump_tables(&client).await, before);
}

#[tokio::test]
async fn columns_of_unsupported_types_are_reported() {
    let (database, client) = legacy_database(
        "DROP TABLE tasks; CREATE TABLE tasks (id uuid, title text, status text,
        owner_id integer, created_at text)",
    )
    .await;
    let report = invalid_rows(&database).await;
    for part in [
        "tasks: a column has type uuid, but must have type smallint or integer or bigint: id",
        "a column has type text, but must have type timestamp",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    client.query("SELECT FROM users", &[]).await.unwrap();
}

#[tokio::test]
async fn check_reports_the_result_and_changes_nothing() {
    let (database, client) = legacy_database(ROWS).await;
    let before = dump_tables(&client).await;
    let rehearsal = Options { check: true, ..options() };
    let rows = rehearsal.rows.clone();
    let Outcome::WouldAdopt(report) = adopt(&database.config(), rehearsal).await.unwrap() else { panic!() };
    assert_eq!((report.users, report.tasks, rows.load(Ordering::Relaxed)), (2, 4, 6));
    assert_eq!(dump_tables(&client).await, before);
}

#[tokio::test]
async fn one_of_three_concurrent_processes_adopts() {
    let (database, _client) = legacy_database(ROWS).await;
    let config = database.config();
    let done = join_all((0..3).map(|_| adopt(&config, options()))).await;
    let done: Vec<Outcome> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| matches!(done, Outcome::Adopted(_))).count(), 1, "{done:?}");
    assert_eq!(done.iter().filter(|done| matches!(done, Outcome::AlreadyMigrated)).count(), 2, "{done:?}");
    assert_eq!(adopt(&config, options()).await.unwrap(), Outcome::AlreadyMigrated);
    assert_eq!(migrate(&config).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn plain_migration_does_not_change_an_older_database() {
    let (database, client) = legacy_database(ROWS).await;
    let before = dump_tables(&client).await;
    for rejected in [migrate(&database.config()).await, pending(&database.config()).await] {
        let error = rejected.unwrap_err();
        assert!(matches!(error, MigrateError::NotAdopted), "{error:?}");
        assert!(error.to_string().contains("tasklane migrate --adopt"), "{error}");
    }
    assert_eq!(dump_tables(&client).await, before);
}

#[tokio::test]
async fn empty_and_foreign_databases_are_rejected() {
    let empty = TestDatabase::create_empty().await;
    let nothing = adopt(&empty.config(), options()).await;
    assert!(matches!(nothing, Err(AdoptError::Empty)), "{nothing:?}");
    let elsewhere = "CREATE SCHEMA todo; CREATE TABLE todo.task (id integer)";
    empty.client().await.batch_execute(elsewhere).await.unwrap();
    let elsewhere = adopt(&empty.config(), options()).await;
    assert!(
        matches!(elsewhere, Err(AdoptError::NotLegacy(why)) if why.contains("other schemas have todo.task: "))
    );
    let (database, client) = legacy_database("DROP TABLE tasks").await;
    let others = adopt(&database.config(), options()).await;
    assert!(
        matches!(others, Err(AdoptError::NotLegacy(why)) if why.contains("are alembic_version, users, ") && why.contains("tasks has no column id"))
    );
    let rejected = migrate(&database.config()).await;
    assert!(matches!(rejected, Err(MigrateError::ForeignTables { tables }) if tables == ["users"]));
    let migrations = client.query("SELECT to_regclass('__diesel_schema_migrations')::text", &[]).await;
    assert_eq!(migrations.unwrap()[0].get::<_, Option<String>>(0), None);
    let own = TestDatabase::create().await;
    assert_eq!(adopt(&own.config(), options()).await.unwrap(), Outcome::AlreadyMigrated);
}

#[tokio::test]
async fn documented_steps_restore_the_older_database() {
    let (database, client) = legacy_database(ROWS).await;
    let before = dump_tables(&client).await;
    adopted(&database).await;
    let documentation = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/MIGRATING.md");
    let documentation = std::fs::read_to_string(documentation).unwrap();
    let (_, back) = documentation.split_once("```sql\n").unwrap();
    let (back, _) = back.split_once("```").unwrap();
    client.batch_execute(back).await.unwrap();
    assert_eq!(dump_tables(&client).await, before);
}
