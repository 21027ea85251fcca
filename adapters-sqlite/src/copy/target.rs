//! Stores all rows in this file, in one transaction.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tasklane_copy::{CatalogColumn, CopyError, CopyTarget, LastId, LockError, ReadRows, Row, RowSink, Table};
use tasklane_core::store_error::Cause;

use super::transaction::begin;
use super::{catalog, read, write};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::connect;
use crate::migrate::{migrate, pending, versions};
use crate::sequences;

/// 64 MB. With the default of 2 MB, each new row would read several pages of the indexes again.
const LARGE_CACHE: &str = "PRAGMA cache_size = -64000";

/// A database file into which all rows are copied.
pub struct SqliteCopyTarget {
    connection: SqliteConnection,
}

/// Opens a file. Creates the file and the tables if they are missing, and writes no rows yet.
pub fn open_copy_target(config: &SqliteConfig) -> Result<SqliteCopyTarget, CopyError> {
    let failed = |cause: Cause| CopyError::Target(cause);
    let pending = pending(config).map_err(|error| failed(error.into()))?;
    if pending.len() == versions().len() {
        migrate(config).map_err(|error| failed(error.into()))?;
    } else if !pending.is_empty() {
        return Err(CopyError::TargetNotMigrated(pending));
    }
    let connection = connect(config).map_err(|error| failed(error.into()))?;
    Ok(SqliteCopyTarget { connection })
}

impl ReadRows for SqliteCopyTarget {
    fn columns(&mut self, table: &'static str) -> Result<Vec<CatalogColumn>, Cause> {
        catalog::columns(&mut self.connection, table)
    }

    fn count(&mut self, table: &'static str) -> Result<u64, Cause> {
        catalog::count(&mut self.connection, table)
    }

    fn read(&mut self, table: &Table, sink: &mut RowSink<'_>) -> Result<(), Cause> {
        read::read(&mut self.connection, table, sink)
    }
}

impl CopyTarget for SqliteCopyTarget {
    fn begin(&mut self) -> Result<(), LockError> {
        self.connection.batch_execute(LARGE_CACHE).map_err(|cause| LockError::Failed(cause.into()))?;
        begin(&mut self.connection)
    }

    fn write(&mut self, table: &Table, rows: &[Row]) -> Result<(), Cause> {
        write::write(&mut self.connection, table, rows)
    }

    fn finish(&mut self, last_ids: &[LastId]) -> Result<(), Cause> {
        for LastId { table, id } in last_ids {
            sequences::raise(&mut self.connection, table, *id)?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Cause> {
        Ok(self.connection.batch_execute("COMMIT")?)
    }
}
