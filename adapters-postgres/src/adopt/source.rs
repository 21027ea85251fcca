//! Reads the older tables from another database.

use diesel::connection::SimpleConnection;
use tasklane_adopt::{
    AdoptError, LastIds, Legacy, LegacyTable, LegacyTask, LegacyUser, SchemaOwner, Source,
    detect_schema_owner,
};
use tasklane_core::clock::Timestamp;
use tasklane_core::store_error::Cause;

use super::cursor::Cursor;
use super::errors::nothing_to_adopt;
use super::select::{LegacyQueries, expect_known_types};
use crate::connection::blocking::Connection;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::migrate::schema_owner::{columns, is_migrated};
use crate::migrate::{MigrateError, blocking, reject_pooler};

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A database with the tables of an older server, read in one read-only transaction.
pub struct PostgresSource {
    connection: Connection,
    cursor: Cursor,
}

/// Connects to a database with the tables of an older server. Fails if it has no tables that can be adopted.
pub async fn open_source(
    config: &PostgresConfig,
    now: Timestamp,
) -> Result<(PostgresSource, Legacy), AdoptError> {
    let unreadable = |error: MigrateError| AdoptError::Source(error.into());
    reject_pooler(config).map_err(unreadable)?;
    let connection =
        connect(&config.target_without_timeouts()).await.map_err(|error| unreadable(error.into()))?;
    blocking(move || Ok::<_, MigrateError>(begin(connection.into(), now))).await.map_err(unreadable)?
}

fn begin(mut connection: Connection, now: Timestamp) -> Result<(PostgresSource, Legacy), AdoptError> {
    let source_error = |error: diesel::result::Error| AdoptError::Source(error.into());
    connection.batch_execute(BEGIN).map_err(source_error)?;
    let columns = columns(&mut connection).map_err(source_error)?;
    let is_migrated = is_migrated(&mut connection).map_err(source_error)?;
    let (SchemaOwner::Legacy(legacy) | SchemaOwner::Tasklane(Some(legacy))) =
        detect_schema_owner(&columns, is_migrated)
    else {
        return Err(nothing_to_adopt(&mut connection, &columns));
    };
    expect_known_types(&legacy)?;
    let names = [LegacyTable::Users, LegacyTable::Tasks].map(|table| legacy.table(table).to_owned());
    let cursor = Cursor::new(LegacyQueries::new(&legacy, &names, now));
    Ok((PostgresSource { connection, cursor }, legacy))
}

impl Source for PostgresSource {
    fn next_users(&mut self) -> Result<Vec<LegacyUser>, Cause> {
        Ok(self.cursor.next_users(&mut self.connection)?)
    }

    fn next_tasks(&mut self) -> Result<Vec<LegacyTask>, Cause> {
        Ok(self.cursor.next_tasks(&mut self.connection)?)
    }

    fn last_ids(&mut self) -> Result<LastIds, Cause> {
        Ok(self.cursor.last_ids(&mut self.connection)?)
    }
}
