//! Databases that cannot be adopted, or that contain tables of this server beside the older tables.

use super::legacy_sandbox::{Family, LegacySandbox};
use crate::support::Sandbox;

async fn server_does_not_change_an_older_database(older: LegacySandbox) {
    let before = older.content().await;
    for command in [&["serve"][..], &["migrate"], &["migrate", "--check"], &["seed"]] {
        let finished = older.sandbox.run(command).await;
        let error_message = finished.expect_error(1);
        assert!(
            error_message.contains("`tasklane migrate --adopt` adopts them"),
            "{command:?}: {error_message}"
        );
    }
    assert!(older.content().await == before, "a rejected command must not change the database");
}

#[tokio::test]
async fn server_does_not_change_an_older_database_on_sqlite() {
    server_does_not_change_an_older_database(LegacySandbox::on_sqlite(Family::V1, "SELECT 1")).await;
    server_does_not_change_an_older_database(LegacySandbox::on_sqlite(Family::Todo, "SELECT 1")).await;
}

#[tokio::test]
async fn server_does_not_change_an_older_database_on_postgres() {
    server_does_not_change_an_older_database(LegacySandbox::on_postgres(Family::V1, "").await).await;
    server_does_not_change_an_older_database(LegacySandbox::on_postgres(Family::Todo, "").await).await;
}

const FOREIGN: &str = "
    CREATE TABLE \"user\" (id VARCHAR(36) PRIMARY KEY, email VARCHAR(255));
    CREATE TABLE account (id VARCHAR(36) PRIMARY KEY, password VARCHAR(255));
    CREATE TABLE task (id INTEGER PRIMARY KEY, title VARCHAR(200), completed BOOLEAN, user_id VARCHAR(36));";

#[tokio::test]
async fn unknown_tables_are_named() {
    let sqlite = Sandbox::on_sqlite().with("DATABASE_URL", "sqlite:foreign.db");
    tasklane_sqlite::testing::execute(&sqlite.path("foreign.db"), FOREIGN);
    let postgres = Sandbox::on_postgres().await;
    postgres.database().unwrap().client().await.batch_execute(FOREIGN).await.unwrap();
    for sandbox in [sqlite, postgres] {
        let finished = sandbox.run(&["migrate", "--adopt", "--check"]).await;
        let error_message = finished.expect_error(1);
        assert!(
            error_message.contains("the tables of this database are account, task, user, "),
            "{error_message}"
        );
        assert!(
            error_message.contains("user has no column hashed_password or password_hash"),
            "{error_message}"
        );
    }
}

#[tokio::test]
async fn ids_other_than_integers_are_rejected() {
    let with_password = format!(
        "{FOREIGN} ALTER TABLE \"user\" ADD COLUMN hashed_password VARCHAR(255);
        INSERT INTO \"user\" VALUES ('3f2a91c0', 'ada@example.org', 'hash');
        INSERT INTO task VALUES (1, 'Task', true, '3f2a91c0');"
    );
    let sqlite = Sandbox::on_sqlite().with("DATABASE_URL", "sqlite:foreign.db");
    tasklane_sqlite::testing::execute(&sqlite.path("foreign.db"), &with_password);
    let finished = sqlite.run(&["migrate", "--adopt", "--mend"]).await;
    let error_message = finished.expect_error(1);
    assert!(
        error_message.contains("user: values of a column have type text, but must be integers: id in 1 row"),
        "{error_message}"
    );
    assert!(
        error_message
            .contains("task: values of a column have type text, but must be integers: user_id in 1 row"),
        "{error_message}"
    );
    let postgres = Sandbox::on_postgres().await;
    postgres.database().unwrap().client().await.batch_execute(&with_password).await.unwrap();
    let finished = postgres.run(&["migrate", "--adopt", "--mend"]).await;
    let error_message = finished.expect_error(1);
    assert!(
        error_message.contains("user: a column has type character varying, but must have type smallint or"),
        "{error_message}"
    );
}

#[tokio::test]
async fn empty_and_missing_databases_have_different_messages() {
    let postgres = Sandbox::on_postgres().await;
    let empty = postgres.run(&["migrate", "--adopt"]).await;
    assert!(empty.expect_error(1).contains("the database is empty"), "{empty:?}");
    let sqlite = Sandbox::on_sqlite();
    let missing = sqlite.run(&["migrate", "--adopt"]).await;
    assert!(missing.expect_error(1).contains("no database file"), "{missing:?}");
    assert!(sqlite.files().is_empty(), "{:?}", sqlite.files());
    sqlite.write("tasklane.db", "");
    let empty = sqlite.run(&["migrate", "--adopt"]).await;
    assert!(empty.expect_error(1).contains("the database is empty"), "{empty:?}");
}

/// Covers databases in which this server has created its tables beside the older tables.
#[tokio::test]
async fn empty_tables_beside_older_tables_are_filled() {
    let hash = super::legacy_sandbox::hash();
    let rows = super::legacy_sandbox::users(Family::Todo, &[(4, "ada@example.org", "Ada", &hash)]);
    for older in
        [LegacySandbox::on_sqlite(Family::Todo, &rows), LegacySandbox::on_postgres(Family::Todo, &rows).await]
    {
        let older = with_tables_of_this_server(&older).await;
        let adopted = older.sandbox.run(&["migrate", "--adopt"]).await;
        assert!(adopted.expect(0).starts_with("adopted 1 user and 0 tasks"), "{adopted:?}");
    }
}

/// Renames the older tables, creates the new tables, and restores the names of the older tables.
async fn with_tables_of_this_server(older: &LegacySandbox) -> &LegacySandbox {
    let rename = |from: &str, to: &str| format!("ALTER TABLE \"{from}\" RENAME TO \"{to}\";");
    let hide = rename("user", "hidden_user") + &rename("task", "hidden_task");
    let show = rename("hidden_user", "user") + &rename("hidden_task", "task");
    execute(older, &hide).await;
    older.sandbox.run(&["migrate"]).await.expect(0);
    execute(older, &show).await;
    older
}

async fn execute(older: &LegacySandbox, statements: &str) {
    match &older.client {
        Some(client) => client.batch_execute(statements).await.unwrap(),
        None => older.execute_on_sqlite(statements),
    }
}
