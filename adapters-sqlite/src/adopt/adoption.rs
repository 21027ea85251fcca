//! Adopts the older tables in one transaction, which changes nothing unless it succeeds.

use std::fs;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tasklane_adopt::{
    AdoptError, Legacy, LegacyTable, Options, Outcome, Report, SchemaOwner, SeparateDatabases, Source, copy,
    detect_schema_owner, explain, tables,
};

use super::cursor::Cursor;
use super::errors::{migrate_error, no_file, query_error};
use super::select::{LegacyQueries, expect_known_types};
use super::target::{InPlace, SqliteTarget};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::{connect, connect_existing};
use crate::connection::errors::is_busy;
use crate::migrate::schema_owner::{columns, is_migrated};
use crate::migrate::{MigrateError, apply};
use crate::schema::users;

/// Adopts the older tables in this file.
pub fn adopt(config: &SqliteConfig, options: &Options) -> Result<Outcome, AdoptError> {
    // `connect_existing` does not change the journal mode: `--check` must not change the file.
    let connection = connect_existing(config).map_err(|error| migrate_error(error.into()))?;
    let mut connection = connection.ok_or_else(|| no_file(config))?;
    in_transaction(&mut connection, options, |connection| adopt_here(connection, options))
}

/// Copies the rows of another database into this file. Fails if the file has users, or tables of another program.
pub fn adopt_from(
    config: &SqliteConfig,
    options: &Options,
    mut source: impl Source,
    legacy: &Legacy,
) -> Result<Outcome, AdoptError> {
    let was_there = config.path().exists();
    let mut connection = connect(config).map_err(|error| migrate_error(error.into()))?;
    let outcome = in_transaction(&mut connection, options, |connection| {
        import_rows(connection, options, &mut source, legacy)
    });
    drop(connection);
    if !was_there && !matches!(outcome, Ok(Outcome::Adopted(_))) {
        remove(config);
    }
    outcome
}

/// Deletes the empty file that this run has created, and its log. Errors are ignored: an empty file is harmless.
fn remove(config: &SqliteConfig) {
    for ending in ["", "-wal", "-shm"] {
        let mut path = config.path().as_os_str().to_owned();
        path.push(ending);
        drop(fs::remove_file(path));
    }
}

/// Why the transaction is rolled back.
enum Rollback {
    Failed(AdoptError),
    Finished(Box<Outcome>),
}

impl From<diesel::result::Error> for Rollback {
    fn from(error: diesel::result::Error) -> Self {
        let in_use = is_busy(&error);
        Self::Failed(if in_use { AdoptError::InUse(error.into()) } else { query_error(error) })
    }
}

/// Runs `work` with exclusive access to the file, so that no other program writes to the older tables.
fn in_transaction(
    connection: &mut SqliteConnection,
    options: &Options,
    work: impl FnOnce(&mut SqliteConnection) -> Result<Option<Report>, AdoptError>,
) -> Result<Outcome, AdoptError> {
    // Foreign keys are off for the same reason as in `migrate`. The setting can't be changed inside a transaction.
    connection.batch_execute("PRAGMA foreign_keys = OFF").map_err(query_error)?;
    let done = connection.exclusive_transaction(|connection| match work(connection) {
        Err(error) => Err(Rollback::Failed(error)),
        Ok(None) => Err(Rollback::Finished(Box::new(Outcome::AlreadyMigrated))),
        Ok(Some(report)) if options.check => Err(Rollback::Finished(Box::new(Outcome::WouldAdopt(report)))),
        Ok(Some(report)) => Ok(report),
    });
    match done {
        Ok(report) => Ok(Outcome::Adopted(report)),
        Err(Rollback::Finished(outcome)) => Ok(*outcome),
        Err(Rollback::Failed(error)) => Err(error),
    }
}

fn adopt_here(connection: &mut SqliteConnection, options: &Options) -> Result<Option<Report>, AdoptError> {
    let columns = columns(connection).map_err(query_error)?;
    let is_migrated = is_migrated(connection).map_err(query_error)?;
    match detect_schema_owner(&columns, is_migrated) {
        SchemaOwner::Legacy(legacy) => {
            let adopted =
                [LegacyTable::Users, LegacyTable::Tasks].map(|table| legacy.table(table).to_owned());
            let ignored = tables(&columns).into_iter().filter(|table| !adopted.contains(table));
            let ignored = ignored.map(|table| format!("the table {table}")).collect();
            take_over(connection, &legacy, options, ignored).map(Some)
        }
        // Tasklane's tables were created in addition to the older tables, perhaps by mistake.
        SchemaOwner::Tasklane(Some(legacy)) => {
            expect_no_users(connection)?;
            take_over(connection, &legacy, options, Vec::new()).map(Some)
        }
        SchemaOwner::Tasklane(None) => Ok(None),
        SchemaOwner::Foreign(_) | SchemaOwner::Unowned => {
            Err(explain(&columns).map_or(AdoptError::Empty, AdoptError::NotLegacy))
        }
    }
}

fn import_rows(
    connection: &mut SqliteConnection,
    options: &Options,
    source: &mut dyn Source,
    legacy: &Legacy,
) -> Result<Option<Report>, AdoptError> {
    let columns = columns(connection).map_err(query_error)?;
    match detect_schema_owner(&columns, is_migrated(connection).map_err(query_error)?) {
        SchemaOwner::Tasklane(_) => expect_no_users(connection)?,
        SchemaOwner::Unowned => {}
        SchemaOwner::Legacy(_) => return Err(migrate_error(MigrateError::NotAdopted)),
        SchemaOwner::Foreign(tables) => return Err(migrate_error(MigrateError::ForeignTables { tables })),
    }
    apply(connection).map_err(migrate_error)?;
    let report = Report { skipped: legacy.unknown(str::to_owned), ..Report::default() };
    let mut target = SqliteTarget::new(connection);
    copy(&mut SeparateDatabases { source, target: &mut target }, legacy, options, report).map(Some)
}

fn expect_no_users(connection: &mut SqliteConnection) -> Result<(), AdoptError> {
    match users::table.count().get_result(connection).map_err(query_error)? {
        0 => Ok(()),
        users => Err(AdoptError::TargetInUse { users }),
    }
}

fn take_over(
    connection: &mut SqliteConnection,
    legacy: &Legacy,
    options: &Options,
    ignored: Vec<String>,
) -> Result<Report, AdoptError> {
    let names = [LegacyTable::Users, LegacyTable::Tasks].map(|table| legacy.table(table).to_owned());
    expect_known_types(connection, legacy)?;
    for name in &names {
        let new_name = backup_name(name);
        let rename = format!("ALTER TABLE \"{name}\" RENAME TO \"{new_name}\"");
        connection.batch_execute(&rename).map_err(query_error)?;
    }
    apply(connection).map_err(migrate_error)?;
    let renamed = names.map(|name| backup_name(&name));
    let report = Report {
        skipped: legacy.unknown(backup_name).into_iter().chain(ignored).collect(),
        renamed_tables: renamed.to_vec(),
        ..Report::default()
    };
    let cursor = Cursor::new(LegacyQueries::new(legacy, &renamed));
    copy(&mut InPlace::new(connection, cursor), legacy, options, report)
}

/// Returns the new name of an older table, which stays in the database.
fn backup_name(table: &str) -> String {
    format!("older_{table}")
}
