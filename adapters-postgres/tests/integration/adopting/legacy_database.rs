//! Databases of the older server, and their adoption.

use std::sync::Arc;

use tasklane_adopt::{AdoptError, Options, Outcome, Report};
use tasklane_core::testing::examples::at;
use tasklane_core::user::PasswordHash;
use tasklane_postgres::adopt;
use tasklane_postgres::testing::TestDatabase;
use tokio_postgres::Client;

const TABLES: &str = include_str!("../../older_server.sql");
const ALL_OF_IT: &str = include_str!("../../older_database.sql");

pub(crate) const ROWS: &str = "
INSERT INTO users (id, email, username, hashed_password, is_active, created_at, updated_at) VALUES
    (3, 'Ada@Example.org', 'Ada', 'hash', true, '2024-01-02 03:04:05.123456+00', NULL),
    (8, 'bob@example.org', 'bob', 'hash', false, '2024-01-03 00:00:00+02', '2024-01-04 00:00:00+00');
INSERT INTO tasks (id, title, description, status, owner_id, created_at, updated_at) VALUES
    (20, 'Straße', E'Line\\nline', 'PENDING', 3, '2024-02-02 00:00:00+00', NULL),
    (10, 'Same time, lower id', NULL, 'COMPLETED', 3, '2024-02-02 00:00:00+00', '2024-02-03 00:00:00+00'),
    (30, 'First', '', 'COMPLETED', 3, '2024-02-01 00:00:00+00', NULL),
    (5, 'Bob''s', NULL, 'IN_PROGRESS', 8, '2024-02-05 00:00:00+00', '2024-02-06 00:00:00+00');
SELECT setval('users_id_seq', 41), setval('tasks_id_seq', 77);
";

pub(crate) fn options() -> Options {
    Options {
        now: at(0),
        accepts_hash: |hash: &PasswordHash| hash.expose() == "hash",
        unusable_hash: PasswordHash::new("unusable".to_owned()),
        mend: false,
        check: false,
        rows: Arc::default(),
    }
}

/// Creates the older server's tables and runs these statements on them.
pub(crate) async fn legacy_database(rows: &str) -> (TestDatabase, Client) {
    legacy_database_with(TABLES, rows).await
}

pub(crate) async fn legacy_database_with(tables: &str, rows: &str) -> (TestDatabase, Client) {
    let database = TestDatabase::create_empty().await;
    let client = database.client().await;
    client.batch_execute(tables).await.unwrap();
    client.batch_execute(rows).await.unwrap();
    (database, client)
}

pub(crate) async fn adopted(database: &TestDatabase) -> Report {
    match adopt(&database.config(), options()).await.unwrap() {
        Outcome::Adopted(report) => report,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn invalid_rows(database: &TestDatabase) -> String {
    match adopt(&database.config(), options()).await {
        Err(AdoptError::InvalidRows(invalid_rows)) => invalid_rows.to_string(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn dump_tables(client: &Client) -> Vec<String> {
    client.query(ALL_OF_IT, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}
