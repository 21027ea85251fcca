//! Adopts the older tables in one transaction, which changes nothing unless it succeeds.

use diesel::connection::Connection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::MigrationHarness;
use tasklane_adopt::{
    AdoptError, Legacy, Options, Outcome, Report, SchemaOwner, SeparateDatabases, Source, copy,
    detect_schema_owner, tables,
};

use super::cursor::Cursor;
use super::errors::{migrate_error, nothing_to_adopt, query_error};
use super::legacy_tables::{self, LegacyTables};
use super::select::LegacyQueries;
use super::target::{InPlace, PostgresTarget};
use super::{indexes, select};
use crate::connection::blocking::Connection;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::migrate::citus;
use crate::migrate::schema_owner::{columns, is_migrated};
use crate::migrate::{MIGRATIONS, MigrateError, expect_utf8_of, lock, on_a_thread, reject_pooler};

const COUNT_USERS: &str = "SELECT count(*) AS count FROM users";

/// Adopts the older tables in this database. Waits while another process migrates or adopts.
pub async fn adopt(config: &PostgresConfig, options: Options) -> Result<Outcome, AdoptError> {
    let connection = open(config).await?;
    let shard_count = config.shard_count();
    let work = move |connection: &mut Connection| {
        let outcome = adopt_here(connection, &options)?;
        distribute(connection, outcome, shard_count)
    };
    on_a_thread(connection, move |connection| Ok::<_, MigrateError>(work(connection)))
        .await
        .map_err(migrate_error)?
}

/// Copies the rows of another database into this database. Fails if this database has users, or tables named `users` or
/// `tasks` of another program.
pub async fn adopt_from<S: Source + Send + 'static>(
    config: &PostgresConfig,
    options: Options,
    mut source: S,
    legacy: Legacy,
) -> Result<Outcome, AdoptError> {
    let connection = open(config).await?;
    let shard_count = config.shard_count();
    let mut work = move |connection: &mut Connection| {
        let outcome = import_rows(connection, &options, &mut source, &legacy)?;
        distribute(connection, outcome, shard_count)
    };
    on_a_thread(connection, move |connection| Ok::<_, MigrateError>(work(connection)))
        .await
        .map_err(migrate_error)?
}

async fn open(config: &PostgresConfig) -> Result<diesel_async::AsyncPgConnection, AdoptError> {
    reject_pooler(config).map_err(migrate_error)?;
    connect(&config.target_without_timeouts()).await.map_err(|error| migrate_error(error.into()))
}

fn adopt_here(connection: &mut Connection, options: &Options) -> Result<Outcome, AdoptError> {
    lock(connection).map_err(query_error)?;
    expect_utf8_of(connection).map_err(migrate_error)?;
    let columns = columns(connection).map_err(query_error)?;
    let is_migrated = is_migrated(connection).map_err(query_error)?;
    match detect_schema_owner(&columns, is_migrated) {
        SchemaOwner::Legacy(legacy) => {
            let ignored = ignored_tables(&tables(&columns), &legacy);
            in_transaction(connection, options, |connection| take_over(connection, &legacy, options, ignored))
        }
        // Tasklane's tables were created in addition to the older tables, perhaps by mistake.
        SchemaOwner::Tasklane(Some(legacy)) => {
            expect_no_users(connection)?;
            in_transaction(connection, options, |connection| {
                take_over(connection, &legacy, options, Vec::new())
            })
        }
        SchemaOwner::Tasklane(None) => Ok(Outcome::AlreadyMigrated),
        SchemaOwner::Foreign(_) | SchemaOwner::Unowned => Err(nothing_to_adopt(connection, &columns)),
    }
}

fn import_rows(
    connection: &mut Connection,
    options: &Options,
    source: &mut dyn Source,
    legacy: &Legacy,
) -> Result<Outcome, AdoptError> {
    lock(connection).map_err(query_error)?;
    expect_utf8_of(connection).map_err(migrate_error)?;
    let columns = columns(connection).map_err(query_error)?;
    match detect_schema_owner(&columns, is_migrated(connection).map_err(query_error)?) {
        SchemaOwner::Tasklane(_) => expect_no_users(connection)?,
        SchemaOwner::Unowned => {}
        SchemaOwner::Legacy(_) => return Err(migrate_error(MigrateError::NotAdopted)),
        SchemaOwner::Foreign(tables) => return Err(migrate_error(MigrateError::ForeignTables { tables })),
    }
    in_transaction(connection, options, |connection| {
        let report = Report { skipped: legacy.unknown(str::to_owned), ..Report::default() };
        migrate(connection)?;
        let dropped = indexes::drop_indexes(connection).map_err(query_error)?;
        let mut target = PostgresTarget::new(connection, dropped);
        let mut pair = SeparateDatabases { source, target: &mut target };
        copy(&mut pair, legacy, options, report)
    })
}

fn expect_no_users(connection: &mut Connection) -> Result<(), AdoptError> {
    let row: CountRow = diesel::sql_query(COUNT_USERS).get_result(connection).map_err(query_error)?;
    if row.count == 0 { Ok(()) } else { Err(AdoptError::TargetInUse { users: row.count }) }
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Why the transaction is rolled back.
enum Rollback {
    Failed(AdoptError),
    DryRun(Box<Report>),
}

impl From<diesel::result::Error> for Rollback {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(query_error(error))
    }
}

fn in_transaction(
    connection: &mut Connection,
    options: &Options,
    work: impl FnOnce(&mut Connection) -> Result<Report, AdoptError>,
) -> Result<Outcome, AdoptError> {
    let done = connection.transaction(|connection| {
        let report = work(connection).map_err(Rollback::Failed)?;
        if options.check { Err(Rollback::DryRun(Box::new(report))) } else { Ok(report) }
    });
    match done {
        Ok(report) => Ok(Outcome::Adopted(report)),
        Err(Rollback::DryRun(report)) => Ok(Outcome::WouldAdopt(*report)),
        Err(Rollback::Failed(error)) => Err(error),
    }
}

/// Distributes the tables across a Citus cluster after an adoption.
fn distribute(
    connection: &mut Connection,
    outcome: Outcome,
    shard_count: u16,
) -> Result<Outcome, AdoptError> {
    if matches!(outcome, Outcome::Adopted(_)) {
        let done = citus::nodes(connection).and_then(|nodes| match nodes {
            Some(_) => citus::distribute(connection, shard_count),
            None => Ok(()),
        });
        done.map_err(|cause| AdoptError::NotDistributed(cause.into()))?;
    }
    Ok(outcome)
}

fn take_over(
    connection: &mut Connection,
    legacy: &Legacy,
    options: &Options,
    ignored: Vec<String>,
) -> Result<Report, AdoptError> {
    select::expect_known_types(legacy)?;
    let older = LegacyTables::new(legacy);
    older.lock(connection)?;
    let report = Report {
        skipped: legacy.unknown(legacy_tables::backup_name).into_iter().chain(ignored).collect(),
        renamed_tables: older.renamed().to_vec(),
        other_connections: legacy_tables::count_connections(connection).map_err(query_error)?,
        ..Report::default()
    };
    older.rename(connection).map_err(query_error)?;
    migrate(connection)?;
    let dropped = indexes::drop_indexes(connection).map_err(query_error)?;
    let cursor = Cursor::new(LegacyQueries::new(legacy, older.renamed(), options.now));
    copy(&mut InPlace::new(connection, cursor, dropped), legacy, options, report)
}

/// Returns the tables that are not adopted, in the format of the report.
fn ignored_tables(tables: &[String], legacy: &Legacy) -> Vec<String> {
    use tasklane_adopt::LegacyTable::{Tasks, Users};

    let is_other = |table: &&String| *table != legacy.table(Users) && *table != legacy.table(Tasks);
    tables.iter().filter(is_other).map(|table| format!("the table {table}")).collect()
}

fn migrate(connection: &mut Connection) -> Result<(), AdoptError> {
    let migrated = connection.run_pending_migrations(MIGRATIONS).map(drop);
    migrated.map_err(|cause| migrate_error(MigrateError::Failed(cause)))
}
