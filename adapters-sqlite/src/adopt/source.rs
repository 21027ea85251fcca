//! Reads the older tables from another file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tasklane_adopt::{
    AdoptError, LastIds, Legacy, LegacyTable, LegacyTask, LegacyUser, SchemaOwner, Source,
    detect_schema_owner, explain,
};
use tasklane_core::store_error::Cause;

use super::cursor::Cursor;
use super::errors::no_file;
use super::select::{LegacyQueries, expect_known_types};
use crate::connection::config::SqliteConfig;
use crate::connection::errors::is_not_a_database;
use crate::connection::read_only::open_read_only;
use crate::migrate::schema_owner::{columns, is_migrated};

/// A file with the tables of an older server, opened read-only.
pub struct SqliteSource {
    connection: SqliteConnection,
    cursor: Cursor,
}

/// Opens a file with the tables of an older server. Fails if it has no tables that can be adopted.
pub fn open_source(config: &SqliteConfig) -> Result<(SqliteSource, Legacy), AdoptError> {
    if !config.path().is_file() {
        return Err(no_file(config));
    }
    let source_error = |error: diesel::result::Error| {
        if is_not_a_database(&error) {
            AdoptError::NotLegacy(format!("{} is not an SQLite database", config.path().display()))
        } else {
            AdoptError::Source(error.into())
        }
    };
    let mut connection = open_read_only(config.path()).map_err(|error| AdoptError::Source(error.into()))?;
    // All reads run in one transaction, so that they see the same state.
    connection
        .batch_execute("PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000; BEGIN")
        .map_err(source_error)?;
    let columns = columns(&mut connection).map_err(source_error)?;
    let is_migrated = is_migrated(&mut connection).map_err(source_error)?;
    let (SchemaOwner::Legacy(legacy) | SchemaOwner::Tasklane(Some(legacy))) =
        detect_schema_owner(&columns, is_migrated)
    else {
        return Err(explain(&columns).map_or(AdoptError::Empty, AdoptError::NotLegacy));
    };
    expect_known_types(&mut connection, &legacy)?;
    let names = [LegacyTable::Users, LegacyTable::Tasks].map(|table| legacy.table(table).to_owned());
    let cursor = Cursor::new(LegacyQueries::new(&legacy, &names));
    Ok((SqliteSource { connection, cursor }, legacy))
}

impl Source for SqliteSource {
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
