//! Prepares a database that was restored from a backup.

use std::path::PathBuf;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::BigInt;
use tasklane_core::after_restore::{PostRestoreSummary, RESTORE_OFFSET};
use tasklane_core::clock::Timestamp;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect_existing};
use crate::values::micros;

/// Why a restored database could not be prepared. The database is unchanged.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AfterRestoreError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no file at the path.
    #[error("there is no database {}", .0.display())]
    NoDatabase(PathBuf),
    /// A statement failed, for example because a table is missing.
    #[error("the database rejected a statement")]
    Failed(#[source] Cause),
}

impl From<DieselError> for AfterRestoreError {
    fn from(error: DieselError) -> Self {
        Self::Failed(error.into())
    }
}

/// The statement for one table. Each table with user data has an update here, unless `USER_TABLES` in core states why the
/// table needs no update.
pub(crate) struct PostRestoreUpdate {
    pub(crate) table: &'static str,
    value: Parameter,
    sql: &'static str,
}

/// The value of `?1`.
enum Parameter {
    Offset,
    Now,
    /// The statement has no parameter.
    None,
}

/// Raises the next id of every table with AUTOINCREMENT, including tables that never had a row.
const RAISE_IDS: [&str; 2] = [
    "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master \
     WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)",
    "UPDATE sqlite_sequence SET seq = seq + ?1",
];

pub(crate) const POST_RESTORE_UPDATES: [PostRestoreUpdate; 6] = [
    PostRestoreUpdate {
        table: "tasks",
        value: Parameter::Offset,
        sql: "UPDATE tasks SET version = version + ?1",
    },
    // A user without a counter in the backup may have received a counter after the backup.
    PostRestoreUpdate {
        table: "task_counters",
        value: Parameter::Offset,
        sql: "INSERT INTO task_counters AS counter (owner_id, seq, live_tasks, forgotten_seq) \
              SELECT id, ?1, 0, ?1 FROM users WHERE true \
              ON CONFLICT (owner_id) DO UPDATE SET seq = counter.seq + ?1, forgotten_seq = counter.seq + ?1",
    },
    PostRestoreUpdate {
        table: "sessions",
        value: Parameter::Now,
        sql: "UPDATE sessions SET revoked_at = ?1 WHERE revoked_at IS NULL",
    },
    // A link may have been used after the backup, and a mail may have been sent.
    PostRestoreUpdate { table: "one_time_links", value: Parameter::None, sql: "DELETE FROM one_time_links" },
    PostRestoreUpdate { table: "mail_outbox", value: Parameter::None, sql: "DELETE FROM mail_outbox" },
    // The user may have cancelled the change of the address after the backup.
    PostRestoreUpdate {
        table: "users",
        value: Parameter::None,
        sql: "UPDATE users SET pending_email = NULL WHERE pending_email IS NOT NULL",
    },
];

/// Runs all updates in one transaction. Creates no file.
pub fn after_restore(config: &SqliteConfig, at: Timestamp) -> Result<PostRestoreSummary, AfterRestoreError> {
    let connection = connect_existing(config)?;
    let mut connection = connection.ok_or_else(|| AfterRestoreError::NoDatabase(config.path().to_owned()))?;
    Ok(connection.immediate_transaction(|connection| apply(connection, at))?)
}

fn apply(connection: &mut SqliteConnection, at: Timestamp) -> QueryResult<PostRestoreSummary> {
    let [add, raise] = RAISE_IDS;
    diesel::sql_query(add).execute(connection)?;
    diesel::sql_query(raise).bind::<BigInt, _>(RESTORE_OFFSET).execute(connection)?;
    let mut changed = PostRestoreSummary::default();
    for PostRestoreUpdate { table, value, sql } in POST_RESTORE_UPDATES {
        let statement = diesel::sql_query(sql);
        let rows = match value {
            Parameter::Offset => statement.bind::<BigInt, _>(RESTORE_OFFSET).execute(connection)?,
            Parameter::Now => statement.bind::<BigInt, _>(micros(at)).execute(connection)?,
            Parameter::None => statement.execute(connection)?,
        };
        changed.record(table, rows);
    }
    Ok(changed)
}
