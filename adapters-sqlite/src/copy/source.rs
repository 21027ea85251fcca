//! Reads all rows of this file, while other processes can't write.

use std::path;

use diesel::prelude::*;
use tasklane_copy::{CatalogColumn, CopyError, CopySource, LastId, LockError, ReadRows, RowSink, Table};
use tasklane_core::store_error::Cause;

use super::transaction::begin;
use super::{catalog, read};
use crate::connection::config::SqliteConfig;
use crate::connection::connect::connect_existing;
use crate::migrate::pending;

/// A database file from which all rows are copied.
pub struct SqliteCopySource {
    connection: SqliteConnection,
}

/// Opens a file with the schema of this program. Changes nothing, and does not lock the file yet.
pub fn open_copy_source(config: &SqliteConfig) -> Result<SqliteCopySource, CopyError> {
    let failed = |cause: Cause| CopyError::Source(cause);
    if !config.path().is_file() {
        let path = path::absolute(config.path()).unwrap_or_else(|_| config.path().to_owned());
        return Err(CopyError::NoFile(path));
    }
    let pending = pending(config).map_err(|error| failed(error.into()))?;
    if !pending.is_empty() {
        return Err(CopyError::SourceNotMigrated(pending));
    }
    let connection = connect_existing(config).map_err(|error| failed(error.into()))?;
    let connection = connection.ok_or_else(|| CopyError::NoFile(config.path().to_owned()))?;
    Ok(SqliteCopySource { connection })
}

impl ReadRows for SqliteCopySource {
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

impl CopySource for SqliteCopySource {
    /// In WAL mode, a transaction that can write excludes other writers, but no readers.
    fn lock(&mut self) -> Result<(), LockError> {
        begin(&mut self.connection)
    }

    fn last_ids(&mut self) -> Result<Vec<LastId>, Cause> {
        catalog::last_ids(&mut self.connection)
    }
}
