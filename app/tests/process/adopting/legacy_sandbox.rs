//! Databases of the older servers.

use std::fmt::Write as _;
use std::path::PathBuf;

use tokio_postgres::Client;

use crate::support::{PASSWORD, Sandbox};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    V1,
    Todo,
}

/// A sandbox whose database has the tables and rows of an older server.
pub(super) struct LegacySandbox {
    pub(super) sandbox: Sandbox,
    /// `None` on SQLite.
    pub(super) client: Option<Client>,
}

impl LegacySandbox {
    pub(super) async fn on_postgres(family: Family, rows: &str) -> Self {
        let sandbox = Sandbox::on_postgres().await;
        let client = sandbox.database().unwrap().client().await;
        client
            .batch_execute(match family {
                Family::V1 => include_str!("../../../../adapters-postgres/tests/older_server.sql"),
                Family::Todo => include_str!("todo_postgres.sql"),
            })
            .await
            .unwrap();
        client.batch_execute(rows).await.unwrap();
        Self { sandbox, client: Some(client) }
    }

    pub(super) fn on_sqlite(family: Family, rows: &str) -> Self {
        let sandbox = Sandbox::on_sqlite();
        let older = Self { sandbox: sandbox.with("DATABASE_URL", "sqlite:older.db"), client: None };
        older.execute_on_sqlite(match family {
            Family::V1 => include_str!("v1_sqlite.sql"),
            Family::Todo => include_str!("todo_sqlite.sql"),
        });
        // Foreign keys are not enforced, as in the older servers: Python's `sqlite3` module does not enforce them by
        // default.
        older.execute_on_sqlite(&format!("PRAGMA foreign_keys = OFF; BEGIN; {rows}; COMMIT;"));
        older
    }

    pub(super) fn execute_on_sqlite(&self, statements: &str) {
        tasklane_sqlite::testing::execute(&self.file(), statements);
    }

    pub(super) fn file(&self) -> PathBuf {
        self.sandbox.path("older.db")
    }

    /// Returns the content of the database for comparisons: hashes of the PostgreSQL tables, or the SQLite file.
    pub(super) async fn content(&self) -> Vec<u8> {
        let Some(client) = &self.client else { return std::fs::read(self.file()).unwrap() };
        let tables = "SELECT string_agg(c.relname || coalesce((xpath('/row/n/text()', query_to_xml(
                format('SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS n FROM %I t', c.relname),
                false, true, '')))[1]::text, ''), chr(10) ORDER BY c.relname)
            FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'";
        client.query_one(tables, &[]).await.unwrap().get::<_, String>(0).into_bytes()
    }
}

/// Returns a hash of [`PASSWORD`] in the format of passlib.
pub(super) fn hash() -> String {
    bcrypt::hash(PASSWORD, 4).unwrap()
}

pub(super) fn users(family: Family, users: &[(i64, &str, &str, &str)]) -> String {
    let mut rows = String::new();
    for (id, email, username, hash) in users {
        match family {
            Family::V1 => write!(
                rows,
                "INSERT INTO users (id, email, username, hashed_password, is_active, created_at)
                VALUES ({id}, '{email}', '{username}', '{hash}', true, '2024-01-01 10:00:00');"
            ),
            Family::Todo => write!(
                rows,
                "INSERT INTO \"user\" (id, email, hashed_password, name, created_at)
                VALUES ({id}, '{email}', '{hash}', '{username}', '2024-01-01 10:00:00.000001');"
            ),
        }
        .unwrap();
    }
    rows
}

/// Returns a statement that inserts tasks, created one minute apart. Every third task was completed one hour after its
/// creation.
pub(super) fn tasks(family: Family, owner: i64, titles: impl Iterator<Item = (i64, String)>) -> String {
    let (table, owner_column, status) = match family {
        Family::V1 => ("tasks", "owner_id", "status"),
        Family::Todo => ("task", "user_id", "completed"),
    };
    let mut rows = format!(
        "INSERT INTO {table} (id, {owner_column}, title, description, {status}, created_at, updated_at) VALUES "
    );
    for (index, (id, title)) in titles.enumerate() {
        let (day, hour, minute) = (3 + index / (22 * 60), index / 60 % 22, index % 60);
        let is_completed = index % 3 == 2;
        let status = match (family, is_completed) {
            (Family::Todo, _) => is_completed.to_string(),
            (Family::V1, true) => "'COMPLETED'".to_owned(),
            (Family::V1, false) => "'PENDING'".to_owned(),
        };
        let created_at = format!("2024-02-{day:02} {hour:02}:{minute:02}:00.000000");
        let updated_at = match (family, is_completed) {
            (_, true) => format!("'2024-02-{day:02} {:02}:{minute:02}:00.000000'", hour + 1),
            (Family::Todo, false) => format!("'2024-02-{day:02} {hour:02}:{minute:02}:00.000042'"),
            (Family::V1, false) => "NULL".to_owned(),
        };
        let comma = if index == 0 { "" } else { "," };
        write!(
            rows,
            "{comma} ({id}, {owner}, '{title}', 'Note {id}', {status}, '{created_at}', {updated_at})"
        )
        .unwrap();
    }
    rows + ";"
}

/// Advances the sequences, because inserts with explicit ids do not advance them.
pub(super) fn sequences(family: Family, users: i64, tasks: i64) -> String {
    let prefix = if family == Family::V1 { "s" } else { "" };
    format!("SELECT setval('user{prefix}_id_seq', {users}), setval('task{prefix}_id_seq', {tasks});")
}
