//! Migrates the schema to the newest version, one process at a time.

pub(crate) mod citus;
mod error;
pub(crate) mod schema_owner;
mod search_text_backfill;

use std::collections::BTreeMap;
use std::panic;

use diesel::QueryDsl;
use diesel::connection::SimpleConnection;
use diesel::dsl::{self, sql};
use diesel::expression::SqlLiteral;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel_async::AsyncPgConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tasklane_adopt::SchemaOwner;
use tasklane_core::store_error::StoreError;
use tokio::task;

use crate::connection::blocking::Connection;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::{Pooling, connect};
use crate::database::Database;
use crate::schema::__diesel_schema_migrations as applied;
use schema_owner::{is_migrated, schema_owner};

pub use error::MigrateError;

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Diesel acquires no lock, so replicas that start at the same time would race. PostgreSQL releases this lock when the
/// connection closes.
const LOCK: &str = "SELECT pg_advisory_lock(8388075310276645)";
/// Limits how long a schema change waits for a table lock, because every later query on the table waits too.
const LIMIT_WAITING: &str = "SET lock_timeout = '10s'";

/// Applies the missing migrations and returns their names. On a Citus cluster, then distributes the tables that are not
/// distributed yet. Waits while another process migrates.
pub async fn migrate(config: &PostgresConfig) -> Result<Vec<String>, MigrateError> {
    run(config, Caller::Command).await
}

/// Like [`migrate`], for the start of a server. If nothing is pending on a Citus cluster, sends no query to other nodes, so
/// that a server can start while a node is down, and through any node.
pub async fn migrate_on_start(config: &PostgresConfig) -> Result<Vec<String>, MigrateError> {
    run(config, Caller::Server).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Command,
    Server,
}

async fn run(config: &PostgresConfig, caller: Caller) -> Result<Vec<String>, MigrateError> {
    reject_pooler(config)?;
    let connection = connect(&config.target_without_timeouts()).await?;
    let shard_count = config.shard_count();
    on_a_thread(connection, move |connection| apply(connection, caller, shard_count)).await
}

/// Returns the names of the migrations that [`migrate`] would apply, and `distribute TABLE` for each table that it would
/// distribute across a Citus cluster. Changes nothing and acquires no lock, so it also works behind a pooler.
pub async fn pending(config: &PostgresConfig) -> Result<Vec<String>, MigrateError> {
    use diesel::RunQueryDsl;

    if config.target().pooling == Pooling::Transactions {
        let database = Database::new(config, 1);
        let encoding: Vec<String> = database.read(encoding).await.map_err(StoreError::from)?;
        expect_utf8(encoding)?;
        let applied = database.read(|| applied::table.select(applied::version)).await;
        let migrations = missing(&applied.map_err(StoreError::from)?)?;
        let tables =
            if database.is_on_citus() { citus::undistributed_of(&database).await? } else { Vec::new() };
        return Ok(pending_steps(migrations, tables));
    }
    let connection = connect(config.target()).await?;
    let check = |connection: &mut Connection| {
        expect_utf8_of(connection)?;
        let applied = match schema_owner(connection)? {
            SchemaOwner::Tasklane(_) => applied::table.select(applied::version).load(connection)?,
            other => expect_own_schema(other).map(|()| Vec::new())?,
        };
        Ok(pending_steps(missing(&applied)?, citus_tables(connection)?))
    };
    on_a_thread(connection, check).await
}

pub(crate) fn reject_pooler(config: &PostgresConfig) -> Result<(), MigrateError> {
    match config.target().pooling {
        Pooling::None => Ok(()),
        Pooling::Transactions => Err(MigrateError::BehindPooler),
    }
}

/// Runs a blocking function with the connection, on tokio's blocking threads.
pub(crate) async fn on_a_thread<T: Send + 'static, E: From<MigrateError> + Send + 'static>(
    connection: AsyncPgConnection,
    work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    blocking(move || work(&mut connection.into())).await
}

pub(crate) async fn blocking<T: Send + 'static, E: From<MigrateError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => panic::resume_unwind(panic),
            Err(stopped) => Err(MigrateError::Stopped(stopped).into()),
        },
    }
}

/// Returns the versions of all migrations of this program.
pub(crate) fn versions() -> Vec<String> {
    own_migrations().into_keys().collect()
}

/// Returns the names of all migrations of this program, by version. They are compiled in, so reading them can't fail.
fn own_migrations() -> BTreeMap<String, String> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap_or_default();
    migrations.iter().map(|m| (m.name().version().to_string(), m.name().to_string())).collect()
}

fn missing(applied: &[String]) -> Result<Vec<String>, MigrateError> {
    let mut missing = own_migrations();
    let mut versions: Vec<String> =
        applied.iter().filter(|version| missing.remove(*version).is_none()).cloned().collect();
    if versions.is_empty() {
        return Ok(missing.into_values().collect());
    }
    versions.sort_unstable();
    Err(MigrateError::NewerSchema { versions })
}

/// Prevents other migrations and adoptions until the connection closes. Waits until no other process holds the lock.
pub(crate) fn lock(connection: &mut Connection) -> diesel::QueryResult<()> {
    connection.batch_execute(LOCK)?;
    connection.batch_execute(LIMIT_WAITING)
}

fn apply(connection: &mut Connection, caller: Caller, shard_count: u16) -> Result<Vec<String>, MigrateError> {
    use diesel::RunQueryDsl;

    let on_citus = citus::nodes(connection)?;
    if let Some(nodes) = &on_citus
        && (nodes.is_worker || caller == Caller::Server)
        && is_migrated(connection)?
        && missing(&applied::table.select(applied::version).load(connection)?)?.is_empty()
        && citus_tables(connection)?.is_empty()
    {
        return Ok(Vec::new());
    }
    if on_citus.as_ref().is_some_and(|nodes| nodes.is_worker) {
        return Err(MigrateError::OnWorker);
    }
    lock(connection)?;
    expect_utf8_of(connection)?;
    expect_own_schema(schema_owner(connection)?)?;
    warn_of_translated_messages(connection)?;
    let versions = connection.applied_migrations().map_err(MigrateError::Failed)?;
    let missing = missing(&versions.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    connection.run_pending_migrations(MIGRATIONS).map_err(MigrateError::Failed)?;
    search_text_backfill::run(connection)?;
    if on_citus.is_some() {
        let undistributed = citus_tables(connection)?;
        citus::distribute(connection, shard_count)?;
        return Ok(pending_steps(missing, undistributed));
    }
    Ok(missing)
}

/// Returns the tables that must be distributed across a Citus cluster. Without Citus, the list is empty.
fn citus_tables(connection: &mut Connection) -> Result<Vec<String>, MigrateError> {
    let Some(nodes) = citus::nodes(connection)? else { return Ok(Vec::new()) };
    match nodes.group_beyond_limit() {
        Some(group) => Err(MigrateError::GroupNumber { group }),
        None => Ok(citus::undistributed(connection)?),
    }
}

fn pending_steps(migrations: Vec<String>, tables: Vec<String>) -> Vec<String> {
    migrations.into_iter().chain(tables.into_iter().map(|table| format!("distribute {table}"))).collect()
}

fn encoding() -> dsl::select<SqlLiteral<Text>> {
    diesel::select(sql::<Text>("current_setting('server_encoding')"))
}

pub(crate) fn expect_utf8_of(connection: &mut Connection) -> Result<(), MigrateError> {
    expect_utf8(diesel::RunQueryDsl::load(encoding(), connection)?)
}

/// Rejects every encoding except UTF8. `LATIN1` lacks most characters. `SQL_ASCII` does not validate text, and measures
/// lengths in bytes although the limits are in characters.
fn expect_utf8(encodings: Vec<String>) -> Result<(), MigrateError> {
    match encodings.into_iter().find(|encoding| encoding != "UTF8") {
        Some(encoding) => Err(MigrateError::Encoding { encoding }),
        None => Ok(()),
    }
}

fn expect_own_schema(owner: SchemaOwner) -> Result<(), MigrateError> {
    match owner {
        SchemaOwner::Tasklane(_) | SchemaOwner::Unowned => Ok(()),
        SchemaOwner::Legacy(_) => Err(MigrateError::NotAdopted),
        SchemaOwner::Foreign(tables) => Err(MigrateError::ForeignTables { tables }),
    }
}

/// Warns if messages are not in English, because some temporary failures can be recognized only by their English messages
/// (`connection/errors.rs`).
fn warn_of_translated_messages(connection: &mut Connection) -> Result<(), MigrateError> {
    use diesel::RunQueryDsl;

    let language: String =
        diesel::select(sql::<Text>("current_setting('lc_messages')")).get_result(connection)?;
    if !is_english(&language) {
        tracing::warn!(
            lc_messages = language,
            "PostgreSQL messages are not in English, so timeouts are reported as internal errors (500 instead of 503); run \
             ALTER ROLE … SET lc_messages = 'C' as superuser"
        );
    }
    Ok(())
}

/// Whether `lc_messages` has this value for messages in English.
pub(crate) fn is_english(language: &str) -> bool {
    ["C", "POSIX", "en", "English"].iter().any(|english| language.starts_with(english))
}
