//! Copies that fail, and change nothing.

use std::fs::File;

use serde_json::Value;
use tasklane_sqlite::testing::execute;

use super::{copy_into, count_rows, on_sqlite, sqlite_url};
use crate::support::Sandbox;

async fn seeded_sandbox() -> Sandbox {
    let sandbox = on_sqlite();
    sandbox.run(&["seed", "--users", "2", "--tasks", "3"]).await.expect(0);
    sandbox
}

#[tokio::test]
async fn target_with_rows_is_rejected() {
    let (source, target) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    copy_into(&target, &sqlite_url(&source)).await;
    let again = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    let error = again.expect_error(1);
    assert!(
        error.contains("not empty (rows: 2 in users, 4 in login_names, 6 in tasks, 2 in task_counters)"),
        "{error}"
    );
    assert_eq!(count_rows(target.database().unwrap()).await, 14);
    let client = target.database().unwrap().client().await;
    client
        .batch_execute("TRUNCATE users, login_names CASCADE; INSERT INTO deleted_users VALUES (1, now())")
        .await
        .unwrap();
    let again = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    assert!(again.expect_error(1).contains("1 in deleted_users"), "{again:?}");
    let url = target.database().unwrap().url();
    let back = source.run(&["copy", "--from", &url]).await;
    assert!(back.expect_error(1).contains("not empty (rows: 2 in users"), "{back:?}");
}

#[tokio::test]
async fn database_with_pending_migrations_is_rejected() {
    let (source, target) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    let older = "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)";
    execute(&source.path("tasklane.db"), older);
    let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    let error = rejected.expect_error(1);
    assert!(
        error.contains("source database lacks the migrations") && error.contains("tasklane migrate"),
        "{error}"
    );
    let client = target.database().unwrap().client().await;
    let tables = client.query("SELECT FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    assert!(tables.is_empty(), "the target must not be migrated before the source is checked");

    let source = seeded_sandbox().await;
    target.run(&["migrate"]).await.expect(0);
    client.batch_execute(older).await.unwrap();
    let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    assert!(rejected.expect_error(1).contains("target database lacks the migrations"), "{rejected:?}");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    execute(&source.path("tasklane.db"), newer);
    let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    assert!(rejected.expect_error(1).contains("newer than this program"), "{rejected:?}");
}

#[tokio::test]
async fn invalid_addresses_are_usage_errors() {
    let (sqlite, postgres) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    let url = postgres.database().unwrap().url();
    for (from, to, part) in [
        ("sqlite:tasklane.db", "sqlite:other.db", "`tasklane backup FILE` and `tasklane restore FILE`"),
        (&*url, &*url, "the same database"),
        ("todo.db", &*url, "--from is not a valid database URL: it must begin with"),
        (&*url, "mysql://h/db", "--to is not a valid database URL: it must begin with"),
        ("sqlite:missing.db", &*url, "missing.db: check the path"),
    ] {
        let rejected = sqlite.run(&["copy", "--from", from, "--to", to]).await;
        let error = rejected.expect_error(2);
        assert!(error.contains(part), "{from} {to}: {error}");
    }
    assert!(!sqlite.path("other.db").exists() && !sqlite.path("missing.db").exists());
    let pooled = Sandbox::bare()
        .with("DATABASE_URL", &url)
        .with("DATABASE_POOLER", "transaction")
        .with("MIGRATE_ON_START", "false");
    let rejected = pooled.run(&["copy", "--from", &sqlite_url(&sqlite)]).await;
    assert!(rejected.expect_error(2).contains("cannot copy through a connection pooler"), "{rejected:?}");
    let without = sqlite.run(&["copy"]).await;
    assert_eq!(without.status.code(), Some(2), "--from is required");
}

#[tokio::test]
async fn both_urls_are_read_from_standard_input() {
    let (source, target) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    let (from, to) = (sqlite_url(&source), target.database().unwrap().url());
    source.write("urls", format!("{from}\n{to}\n"));
    let mut command = source.command(&["copy", "--from", "-", "--to", "-", "--json"]);
    command.stdin(File::open(source.path("urls")).unwrap());
    let copied = Sandbox::run_by(&mut command).await;
    let report: Value = serde_json::from_str(copied.expect(0)).unwrap();
    assert_eq!((&report["rows"]["users"], &report["rows"]["tasks"]), (&2.into(), &6.into()));
    assert_eq!(report["rows"]["known_networks"], 0);
    assert!(report["seconds"].as_f64().unwrap() > 0.0);
}

/// A trigger changes the rows, as a real database could. The command finds the difference before it commits.
#[tokio::test]
async fn changed_or_missing_row_is_found_and_rolled_back() {
    let (source, target) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    target.run(&["migrate"]).await.expect(0);
    let client = target.database().unwrap().client().await;
    for (what, rows) in [
        ("NEW.title = NEW.title || '.'; RETURN NEW;", "(6 rows read, 6 rows stored)"),
        ("IF NEW.id > 4 THEN RETURN NULL; END IF; RETURN NEW;", "(6 rows read, 4 rows stored)"),
    ] {
        let trigger = format!(
            "CREATE OR REPLACE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} END $$;
            CREATE OR REPLACE TRIGGER change BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION change()"
        );
        client.batch_execute(&trigger).await.unwrap();
        let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
        let error = rejected.expect_error(1);
        assert!(error.contains("the table tasks differs") && error.contains(rows), "{error}");
        assert_eq!(count_rows(target.database().unwrap()).await, 0);
    }
    client.batch_execute("DROP TRIGGER change ON tasks").await.unwrap();
    let url = target.database().unwrap().url();
    copy_into(&target, &sqlite_url(&source)).await;

    let sqlite = on_sqlite();
    sqlite.run(&["migrate"]).await.expect(0);
    let trigger = "CREATE TRIGGER change AFTER INSERT ON sessions BEGIN DELETE FROM sessions; END;
                   CREATE TRIGGER other AFTER INSERT ON tasks BEGIN UPDATE tasks SET version = version + 1 WHERE id = NEW.id; END";
    execute(&sqlite.path("tasklane.db"), trigger);
    let rejected = sqlite.run(&["copy", "--from", &url]).await;
    assert!(rejected.expect_error(1).contains("the table tasks differs"), "{rejected:?}");
    execute(&sqlite.path("tasklane.db"), "DROP TRIGGER other");
    copy_into(&sqlite, &url).await;
}

#[tokio::test]
async fn column_of_only_one_database_is_rejected() {
    let (source, target) = (seeded_sandbox().await, Sandbox::on_postgres().await);
    execute(&source.path("tasklane.db"), "ALTER TABLE users ADD COLUMN nickname TEXT");
    let rejected = target.run(&["copy", "--from", &sqlite_url(&source)]).await;
    assert!(rejected.expect_error(1).contains("the column nickname of users differs"), "{rejected:?}");
    assert_eq!(count_rows(target.database().unwrap()).await, 0);
    // A column in both databases is copied, even if this program does not use it.
    let client = target.database().unwrap().client().await;
    client.batch_execute("ALTER TABLE users ADD COLUMN nickname text").await.unwrap();
    execute(&source.path("tasklane.db"), "UPDATE users SET nickname = 'Nick'");
    copy_into(&target, &sqlite_url(&source)).await;
    let nicknames = client.query("SELECT FROM users WHERE nickname = 'Nick'", &[]).await.unwrap();
    assert_eq!(nicknames.len(), 2);
}

/// A long transaction on PostgreSQL holds a lock that the copy needs.
#[tokio::test]
async fn lock_timeout_is_reported() {
    let (source, target) = (Sandbox::on_postgres().await, Sandbox::on_postgres().await);
    source.run(&["seed", "--users", "1", "--tasks", "1"]).await.expect(0);
    target.run(&["migrate"]).await.expect(0);
    let url = source.database().unwrap().url();
    let [writer, reader] =
        [source.database().unwrap().client().await, target.database().unwrap().client().await];
    writer.batch_execute("BEGIN; UPDATE users SET name = 'changed'").await.unwrap();
    let rejected = target.run(&["copy", "--from", &url]).await;
    assert!(rejected.expect_error(1).contains("cannot lock the source database"), "{rejected:?}");
    writer.batch_execute("ROLLBACK").await.unwrap();
    reader.batch_execute("BEGIN; SELECT FROM tasks").await.unwrap();
    let rejected = target.run(&["copy", "--from", &url]).await;
    assert!(rejected.expect_error(1).contains("cannot lock the target database"), "{rejected:?}");
    reader.batch_execute("ROLLBACK").await.unwrap();
    copy_into(&target, &url).await;
}
