//! Prepares a database that was restored from a backup.

use diesel::Connection as _;
use diesel::prelude::{QueryResult, QueryableByName, RunQueryDsl};
use diesel::sql_types::{BigInt, Text, Timestamptz};
use tasklane_core::after_restore::{PostRestoreSummary, RESTORE_OFFSET};
use tasklane_core::clock::Timestamp;
use thiserror::Error;

use crate::connection::blocking::Connection;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::connection::connect_error::ConnectError;
use crate::migrate::schema_owner::is_migrated;
use crate::migrate::{MigrateError, on_a_thread, reject_pooler};

/// Why a restored database could not be prepared. The database is unchanged, except that the id sequences may be higher:
/// a rollback does not reset them. Gaps between ids are harmless.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AfterRestoreError {
    /// The backup has not been restored yet, or was restored into another database.
    #[error("the database has no Tasklane tables: restore the backup into it first")]
    NoDatabase,
    /// The database is unreachable, or rejected a statement.
    #[error(transparent)]
    Database(#[from] MigrateError),
}

impl From<ConnectError> for AfterRestoreError {
    fn from(error: ConnectError) -> Self {
        Self::Database(error.into())
    }
}

impl From<diesel::result::Error> for AfterRestoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The statement for one table. Each table with user data has an update here, unless `USER_TABLES` in core states why the
/// table needs no update.
pub(crate) struct PostRestoreUpdate {
    pub(crate) table: &'static str,
    value: Parameter,
    sql: &'static str,
}

/// The value of `$1`.
enum Parameter {
    Offset,
    Now,
    /// The statement has no parameter.
    None,
}

/// Raises the id sequence of every table.
const RAISE_IDS: &str = "
SELECT setval(pg_class.oid::regclass, nextval(pg_class.oid::regclass) + $1)::text AS name
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
JOIN pg_depend ON pg_depend.classid = 'pg_class'::regclass AND pg_depend.objid = pg_class.oid
WHERE pg_class.relkind = 'S' AND pg_depend.deptype IN ('a', 'i') AND pg_namespace.nspname = current_schema()";

pub(crate) const POST_RESTORE_UPDATES: [PostRestoreUpdate; 6] = [
    PostRestoreUpdate {
        table: "tasks",
        value: Parameter::Offset,
        sql: "UPDATE tasks SET version = version + $1",
    },
    // A user without a counter in the backup may have received a counter after the backup.
    PostRestoreUpdate {
        table: "task_counters",
        value: Parameter::Offset,
        sql: "INSERT INTO task_counters AS counter (owner_id, seq, live_tasks, forgotten_seq) \
              SELECT id, $1, 0, $1 FROM users \
              ON CONFLICT (owner_id) DO UPDATE SET seq = counter.seq + $1, forgotten_seq = counter.seq + $1",
    },
    PostRestoreUpdate {
        table: "sessions",
        value: Parameter::Now,
        sql: "UPDATE sessions SET revoked_at = $1 WHERE revoked_at IS NULL",
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

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct SequenceRow {
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "the SELECT must return a column")]
    name: String,
}

/// Whether the database has Tasklane's tables. Changes nothing.
pub async fn has_tasklane_schema(config: &PostgresConfig) -> Result<bool, MigrateError> {
    reject_pooler(config)?;
    let connection = connect(config.target()).await?;
    on_a_thread(connection, |connection| Ok::<_, MigrateError>(is_migrated(connection)?)).await
}

/// Runs all updates in one transaction.
pub async fn after_restore(
    config: &PostgresConfig,
    at: Timestamp,
) -> Result<PostRestoreSummary, AfterRestoreError> {
    reject_pooler(config)?;
    let connection = connect(&config.target_without_timeouts()).await?;
    on_a_thread(connection, move |connection| {
        if !is_migrated(connection)? {
            return Err(AfterRestoreError::NoDatabase);
        }
        Ok(connection.transaction(|connection| apply(connection, at))?)
    })
    .await
}

fn apply(connection: &mut Connection, at: Timestamp) -> QueryResult<PostRestoreSummary> {
    let raised = diesel::sql_query(RAISE_IDS).bind::<BigInt, _>(RESTORE_OFFSET);
    let _names: Vec<SequenceRow> = raised.load(connection)?;
    let mut changed = PostRestoreSummary::default();
    for PostRestoreUpdate { table, value, sql } in POST_RESTORE_UPDATES {
        let statement = diesel::sql_query(sql);
        let rows = match value {
            Parameter::Offset => statement.bind::<BigInt, _>(RESTORE_OFFSET).execute(connection)?,
            Parameter::Now => statement.bind::<Timestamptz, _>(at).execute(connection)?,
            Parameter::None => statement.execute(connection)?,
        };
        changed.record(table, rows);
    }
    Ok(changed)
}
