//! Migrates the schema to the newest version. If several processes start at the same time, one of them migrates.

pub(crate) mod schema_owner;
mod search_text_backfill;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tasklane_adopt::SchemaOwner;
use tasklane_core::store_error::Cause;
use thiserror::Error;

use crate::connection::busy_retry::while_busy;
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{OpenError, connect, connect_existing};
use crate::schema::{__diesel_schema_migrations as applied_migrations, sqlite_master};
use schema_owner::schema_owner;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

const WAIT_FOR_MIGRATION: &str = "PRAGMA busy_timeout = 60000";

pub(crate) type OwnMigration = Box<dyn Migration<Sqlite>>;

/// Why the schema could not be migrated or checked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The tables are those of an older server. See [`adopt`](crate::adopt()).
    #[error(
        "the database contains the tables of an older server: `tasklane migrate --adopt` adopts them (--check is a dry \
         run); nothing was changed"
    )]
    NotAdopted,
    /// The tables are those of another program.
    #[error(
        "the database contains tables of another program: {}; nothing was changed: use another database",
        .tables.join(", ")
    )]
    ForeignTables {
        /// The names of all tables.
        tables: Vec<String>,
    },
    /// The database has migrations with these versions, which this program does not have.
    #[error("the database is newer than this program, which lacks the migrations {}; install the newer version", .0.join(", "))]
    NewerSchema(Vec<String>),
    /// A migration would break a reference in this table. The database is unchanged.
    #[error("the migrations would leave rows in {0} with dangling references")]
    DanglingRows(String),
    /// A migration failed. The database is unchanged.
    #[error("the database could not be migrated")]
    Failed(#[source] Cause),
    /// The search texts could not be filled. The schema is up to date, and the next run continues where this run stopped.
    #[error("cannot fill the search texts of older tasks")]
    BackfillFailed(#[source] Cause),
}

impl From<DieselError> for MigrateError {
    fn from(error: DieselError) -> Self {
        Self::Failed(error.into())
    }
}

/// Applies the missing migrations in one transaction. Then fills, in several transactions, the column `search_text`,
/// which SQL can't compute. Creates the file if it is missing. Returns the names of the applied migrations.
pub fn migrate(config: &SqliteConfig) -> Result<Vec<String>, MigrateError> {
    if let Some(mut connection) = connect_existing(config)? {
        // The owner of the tables is checked before `connect`, which changes the journal mode of the file.
        expect_own_schema(while_busy(|| schema_owner(&mut connection))?)?;
    }
    let mut connection = connect(config)?;
    // With foreign keys on, rebuilding a table would delete the rows that reference it, because the old table is dropped
    // (sqlite.org/lang_altertable.html). The setting can't be changed inside a transaction.
    connection.batch_execute("PRAGMA foreign_keys = OFF")?;
    // Another process that started at the same time may be migrating a large database.
    connection.batch_execute(WAIT_FOR_MIGRATION)?;
    let applied = connection.immediate_transaction(apply)?;
    search_text_backfill::run(&mut connection).map_err(|cause| MigrateError::BackfillFailed(cause.into()))?;
    Ok(applied)
}

fn expect_own_schema(owner: SchemaOwner) -> Result<(), MigrateError> {
    match owner {
        SchemaOwner::Tasklane(_) | SchemaOwner::Unowned => Ok(()),
        SchemaOwner::Legacy(_) => Err(MigrateError::NotAdopted),
        SchemaOwner::Foreign(tables) => Err(MigrateError::ForeignTables { tables }),
    }
}

/// Must run in a transaction, with foreign keys off.
pub(crate) fn apply(connection: &mut SqliteConnection) -> Result<Vec<String>, MigrateError> {
    connection.applied_migrations().map_err(MigrateError::Failed)?;
    let missing = missing(connection)?;
    connection.run_migrations(&missing).map_err(MigrateError::Failed)?;
    check_references(connection)?;
    Ok(names(&missing))
}

/// Returns the names of the migrations that [`migrate`] would apply. Changes nothing, and creates no file.
pub fn pending(config: &SqliteConfig) -> Result<Vec<String>, MigrateError> {
    match connect_existing(config)? {
        Some(mut connection) => pending_in(&mut connection),
        None => own_migrations().map(|migrations| names(&migrations)),
    }
}

/// Like [`pending`], on an open connection, which may be read-only.
pub(crate) fn pending_in(connection: &mut SqliteConnection) -> Result<Vec<String>, MigrateError> {
    expect_own_schema(schema_owner(connection)?)?;
    missing(connection).map(|missing| names(&missing))
}

/// Returns the versions of all migrations of this program. They are compiled in, so reading them can't fail.
pub(crate) fn versions() -> Vec<String> {
    own_migrations().unwrap_or_default().iter().map(version).collect()
}

/// Returns all migrations of this program, in the order in which they are applied.
fn own_migrations() -> Result<Vec<OwnMigration>, MigrateError> {
    let mut migrations: Vec<OwnMigration> = MIGRATIONS.migrations().map_err(MigrateError::Failed)?;
    migrations.sort_by_key(version);
    Ok(migrations)
}

/// Returns the migrations that are not applied yet. Fails if the database has a migration that this program does not have.
pub(crate) fn missing(connection: &mut SqliteConnection) -> Result<Vec<OwnMigration>, MigrateError> {
    let mut applied = applied(connection)?;
    let mut missing = own_migrations()?;
    missing.retain(|migration| {
        let version = version(migration);
        let before = applied.len();
        applied.retain(|other| *other != version);
        applied.len() == before
    });
    if applied.is_empty() { Ok(missing) } else { Err(MigrateError::NewerSchema(applied)) }
}

fn applied(connection: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let table = sqlite_master::table.find("__diesel_schema_migrations");
    if diesel::select(diesel::dsl::exists(table)).get_result(connection)? {
        applied_migrations::table.select(applied_migrations::version).load(connection)
    } else {
        Ok(Vec::new())
    }
}

fn version(migration: &OwnMigration) -> String {
    migration.name().version().to_string()
}

fn names(migrations: &[OwnMigration]) -> Vec<String> {
    migrations.iter().map(|migration| migration.name().to_string()).collect()
}

#[derive(QueryableByName)]
struct DanglingRow {
    #[diesel(sql_type = Text, column_name = "table")]
    table: String,
    #[diesel(sql_type = Text)]
    parent: String,
}

impl DanglingRow {
    /// Rows of the older tables may be dangling, because an older server may not have enforced foreign keys.
    fn is_of_older_server(&self) -> bool {
        [&self.table, &self.parent].iter().any(|table| table.starts_with("older_"))
    }
}

fn check_references(connection: &mut SqliteConnection) -> Result<(), MigrateError> {
    let dangling = diesel::sql_query("PRAGMA foreign_key_check").load::<DanglingRow>(connection)?;
    match dangling.into_iter().find(|row| !row.is_of_older_server()) {
        Some(row) => Err(MigrateError::DanglingRows(row.table)),
        None => Ok(()),
    }
}
