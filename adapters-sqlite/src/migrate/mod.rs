//! Brings a database file up to date. Any number of processes may try at once: one does it, the others find it done.

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

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

pub(crate) type KnownMigration = Box<dyn Migration<Sqlite>>;

#[derive(Debug, Error)]
pub enum MigrateError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "the database has the tables of an older server: `tasklane migrate --adopt` takes it over (with --check it only \
         tries); nothing was changed"
    )]
    NotAdopted,
    #[error(
        "the database has tables of another program where Tasklane's would be: {}; name another database, nothing was \
         changed", .tables.join(", ")
    )]
    Taken { tables: Vec<String> },
    /// The versions that are unknown here.
    #[error("the database was migrated by a newer program: {}", .0.join(", "))]
    Newer(Vec<String>),
    #[error("the migrations would leave rows in {0} that refer to nothing")]
    DanglingRows(String),
    /// Nothing was changed.
    #[error("the database could not be migrated")]
    Failed(#[source] Cause),
    /// The schema is up to date. Trying again goes on where this stopped.
    #[error("the words by which tasks are found could not be filled in")]
    NotFilled(#[source] Cause),
}

impl From<DieselError> for MigrateError {
    fn from(error: DieselError) -> Self {
        Self::Failed(error.into())
    }
}

/// Applies what is missing, all of it or nothing, and names it; then fills in, step by step, what SQL can't. The file
/// is made when it is missing.
pub fn migrate(config: &SqliteConfig) -> Result<Vec<String>, MigrateError> {
    if let Some(mut connection) = connect_existing(config)? {
        // Before anything about the file is changed, its journal mode too.
        refuse_others(while_busy(|| schema_owner(&mut connection))?)?;
    }
    let mut connection = connect(config)?;
    // Or rebuilding a table, which ends in dropping the old one, would delete all that refers to it
    // (sqlite.org/lang_altertable.html). Inside of a transaction this setting can't be changed.
    connection.batch_execute("PRAGMA foreign_keys = OFF")?;
    let applied = connection.immediate_transaction(apply)?;
    search_text_backfill::fill(&mut connection).map_err(|cause| MigrateError::NotFilled(cause.into()))?;
    Ok(applied)
}

fn refuse_others(owner: SchemaOwner) -> Result<(), MigrateError> {
    match owner {
        SchemaOwner::Tasklane(_) | SchemaOwner::Free => Ok(()),
        SchemaOwner::Legacy(_) => Err(MigrateError::NotAdopted),
        SchemaOwner::Foreign(tables) => Err(MigrateError::Taken { tables }),
    }
}

/// In a transaction, with foreign keys off.
pub(crate) fn apply(connection: &mut SqliteConnection) -> Result<Vec<String>, MigrateError> {
    connection.applied_migrations().map_err(MigrateError::Failed)?;
    let missing = missing(connection)?;
    connection.run_migrations(&missing).map_err(MigrateError::Failed)?;
    check_references(connection)?;
    Ok(names(&missing))
}

/// Names what [`migrate`] would apply. Changes nothing, and makes no file.
pub fn pending(config: &SqliteConfig) -> Result<Vec<String>, MigrateError> {
    match connect_existing(config)? {
        Some(mut connection) => {
            refuse_others(schema_owner(&mut connection)?)?;
            missing(&mut connection).map(|missing| names(&missing))
        }
        None => known().map(|known| names(&known)),
    }
}

/// Those of all migrations that this program has. They are part of the program: reading them can't fail.
pub(crate) fn versions() -> Vec<String> {
    known().unwrap_or_default().iter().map(version).collect()
}

/// In the order in which they are applied.
fn known() -> Result<Vec<KnownMigration>, MigrateError> {
    let mut known: Vec<KnownMigration> = MIGRATIONS.migrations().map_err(MigrateError::Failed)?;
    known.sort_by_key(version);
    Ok(known)
}

/// Fails where the database has a migration that is unknown here.
pub(crate) fn missing(connection: &mut SqliteConnection) -> Result<Vec<KnownMigration>, MigrateError> {
    let mut applied = applied(connection)?;
    let mut missing = known()?;
    missing.retain(|migration| {
        let version = version(migration);
        let before = applied.len();
        applied.retain(|other| *other != version);
        applied.len() == before
    });
    if applied.is_empty() { Ok(missing) } else { Err(MigrateError::Newer(applied)) }
}

fn applied(connection: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let table = sqlite_master::table.find("__diesel_schema_migrations");
    if diesel::select(diesel::dsl::exists(table)).get_result(connection)? {
        applied_migrations::table.select(applied_migrations::version).load(connection)
    } else {
        Ok(Vec::new())
    }
}

fn version(migration: &KnownMigration) -> String {
    migration.name().version().to_string()
}

fn names(migrations: &[KnownMigration]) -> Vec<String> {
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
    /// An older server that did not ask SQLite to check references may have left such rows. They are kept as they are.
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
