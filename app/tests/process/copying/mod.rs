//! Tests of `copy` between databases of both kinds.

mod api_snapshot;
mod killed;
mod rejected;
mod rows;
mod running_server;
mod sessions;

use tasklane_postgres::testing::TestDatabase;

use crate::support::{SECRET_KEY, Sandbox};

/// A sandbox on SQLite with the secret key of the sandboxes on PostgreSQL.
fn on_sqlite() -> Sandbox {
    Sandbox::on_sqlite().with("SECRET_KEY", SECRET_KEY)
}

/// The URL of the SQLite file of a sandbox.
fn sqlite_url(sandbox: &Sandbox) -> String {
    format!("sqlite://{}", sandbox.path("tasklane.db").display())
}

/// Copies a database into that of a sandbox.
async fn copy_into(target: &Sandbox, source_url: &str) {
    let copied = target.run(&["copy", "--from", source_url]).await;
    assert!(copied.expect(0).starts_with("copied "), "{copied:?}");
}

/// Returns the number of rows in all tables that are copied.
async fn count_rows(database: &TestDatabase) -> i64 {
    let counts = tasklane_copy::COPIED_TABLES.map(|table| format!("(SELECT count(*) FROM {table})"));
    let query = format!("SELECT {}", counts.join(" + "));
    database.client().await.query_one(&query, &[]).await.unwrap().get(0)
}
