//! Tests of `migrate` with and without `--check`, and of servers that don't migrate.

use serde_json::{Value, json};

use crate::support::{Sandbox, eventually};

fn migrations(folder: &str) -> Vec<String> {
    let path = format!("{}/../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(path).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn migrations_are_applied_once(sandbox: Sandbox, folder: &str) {
    let migrations = migrations(folder);
    let finished = sandbox.run(&["migrate", "--check"]).await;
    let error_message = finished.expect_error(1);
    assert!(migrations.iter().all(|name| error_message.contains(name)), "{error_message}");
    assert!(sandbox.files().is_empty(), "a check must not create files");

    let finished = sandbox.run(&["migrate"]).await;
    let applied: Vec<_> = migrations.iter().map(|name| format!("applied {name}")).collect();
    assert_eq!(finished.expect(0).lines().collect::<Vec<_>>(), applied);
    assert_eq!(sandbox.run(&["migrate", "--check"]).await.expect(0), "");
    assert_eq!(sandbox.run(&["migrate"]).await.expect(0), "the schema is up to date\n");
}

#[tokio::test]
async fn migration_report_is_available_as_json() {
    let sandbox = Sandbox::on_sqlite();
    let report_of = async |arguments: &[&str], code| -> Value {
        let finished = sandbox.run(arguments).await;
        serde_json::from_str(finished.expect(code)).unwrap()
    };
    let migrations = migrations("sqlite");
    assert_eq!(report_of(&["migrate", "--check", "--json"], 1).await, json!({"pending": migrations}));
    assert_eq!(report_of(&["migrate", "--json"], 0).await, json!({"applied": migrations}));
    assert_eq!(report_of(&["migrate", "--check", "--json"], 0).await, json!({"pending": []}));
    assert_eq!(report_of(&["migrate", "--json"], 0).await, json!({"applied": []}));
}

#[tokio::test]
async fn migrations_are_applied_once_to_sqlite() {
    migrations_are_applied_once(Sandbox::on_sqlite(), "sqlite").await;
}

#[tokio::test]
async fn migrations_are_applied_once_to_postgres() {
    migrations_are_applied_once(Sandbox::on_postgres().await, "postgres").await;
}

async fn server_that_does_not_migrate_waits_for_the_migrate_command(sandbox: Sandbox) {
    let sandbox = sandbox.with("MIGRATE_ON_START", "false");
    let server = sandbox.start().await;
    assert_eq!(server.get("/health/live").await.status, 200);
    assert_eq!(server.get("/health/ready").await.problem(503), "unavailable");
    server.wait_until_logged("the database schema is not up to date, waiting for `tasklane migrate`").await;
    sandbox.run(&["migrate"]).await.expect(0);
    eventually("the server is ready", async || server.is_ready().await).await;
}

#[tokio::test]
async fn server_that_does_not_migrate_waits_for_the_migrate_command_on_sqlite() {
    server_that_does_not_migrate_waits_for_the_migrate_command(Sandbox::on_sqlite()).await;
}

#[tokio::test]
async fn server_that_does_not_migrate_waits_for_the_migrate_command_on_postgres() {
    server_that_does_not_migrate_waits_for_the_migrate_command(Sandbox::on_postgres().await).await;
}

// assures: R815
#[tokio::test]
async fn server_older_than_its_database_stops_with_an_error() {
    let sandbox = Sandbox::on_postgres().await;
    sandbox.run(&["migrate"]).await.expect(0);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    sandbox.database().unwrap().client().await.batch_execute(newer).await.unwrap();
    for sandbox in [sandbox.with("MIGRATE_ON_START", "true"), Sandbox::on_sqlite()] {
        if sandbox.database().is_none() {
            sandbox.run(&["migrate"]).await.expect(0);
            tasklane_sqlite::testing::execute(&sandbox.path("tasklane.db"), newer);
        }
        let mut sandbox = sandbox;
        for migrates in ["true", "false"] {
            sandbox = sandbox.with("MIGRATE_ON_START", migrates);
            let finished = sandbox.run(&["serve"]).await;
            let error_message = finished.expect_error(1);
            assert!(
                error_message.contains("newer") && error_message.contains("29991231000000"),
                "{error_message}"
            );
        }
    }
}

/// If the server accepted the database, a request would fail at the first text that the database can't store.
#[tokio::test]
async fn database_that_does_not_store_utf8_is_rejected() {
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let mut sandbox = Sandbox::on_postgres_encoded_as(encoding).await;
        for arguments in [&["migrate", "--check"][..], &["migrate"], &["serve"]] {
            let finished = sandbox.run(arguments).await;
            let error_message = finished.expect_error(1);
            assert!(
                error_message.contains(encoding) && error_message.contains("ENCODING 'UTF8'"),
                "{error_message}"
            );
        }
        sandbox = sandbox.with("MIGRATE_ON_START", "false");
        sandbox.run(&["serve"]).await.expect_error(1);
    }
}

#[tokio::test]
async fn migrating_needs_no_token_keys() {
    let sandbox = Sandbox::on_postgres().await.without("SECRET_KEY").with("ALGORITHM", "EdDSA");
    sandbox.run(&["migrate"]).await.expect(0);
    sandbox.run(&["migrate", "--check"]).await.expect(0);
    sandbox.run(&["user", "list"]).await.expect(0);
    let finished = sandbox.run(&["serve"]).await;
    let error_message = finished.expect_error(2);
    assert!(
        error_message.contains("SECRET_KEY: ") && error_message.contains("JWT_PRIVATE_KEY: "),
        "{error_message}"
    );
}

// assures: R815
/// An existing table makes a late statement of the migration fail. After the table is dropped, the migration succeeds.
#[tokio::test]
async fn failed_migration_is_rolled_back() {
    let sandbox = Sandbox::on_postgres().await;
    let client = sandbox.database().unwrap().client().await;
    client.batch_execute("CREATE TABLE idempotency_keys ()").await.unwrap();
    sandbox.run(&["migrate"]).await.expect_error(1);
    let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
                  AND relname <> '__diesel_schema_migrations'";
    let left: Vec<String> = client.query(tables, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["idempotency_keys"]);
    client.batch_execute("DROP TABLE idempotency_keys").await.unwrap();
    sandbox.run(&["migrate"]).await.expect(0);
}
