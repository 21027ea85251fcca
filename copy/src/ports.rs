//! The ports that an adapter implements. All methods block.

use std::ops::ControlFlow;

use tasklane_core::store_error::Cause;

use crate::columns::{CatalogColumn, Table};
use crate::value::Row;

/// Receives the rows of a table in batches, and returns whether to continue.
pub type RowSink<'a> = dyn FnMut(Vec<Row>) -> ControlFlow<()> + 'a;

/// The last id that a database has assigned to a row of a table, even if that row is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastId {
    /// The table.
    pub table: &'static str,
    /// The id.
    pub id: i64,
}

/// Why a database could not be locked.
#[derive(Debug)]
pub enum LockError {
    /// Another transaction has held a lock for too long.
    Timeout(Cause),
    /// The database rejected a statement.
    Failed(Cause),
}

/// Reads the tables of a database.
pub trait ReadRows {
    /// MUST return every column of the table, in any order, or no column if there is no such table. MUST fail if a
    /// column has a type without a [`ColumnType`](crate::ColumnType).
    fn columns(&mut self, table: &'static str) -> Result<Vec<CatalogColumn>, Cause>;

    /// MUST return the number of rows that [`read`](Self::read) would return.
    fn count(&mut self, table: &'static str) -> Result<u64, Cause>;

    /// MUST pass every row to the sink once, in any order and in bounded batches ([`Batch`](crate::Batch)), each value
    /// exactly as stored. MUST fail if a value can't be represented. MUST stop, successfully, if the sink breaks.
    fn read(&mut self, table: &Table, sink: &mut RowSink<'_>) -> Result<(), Cause>;
}

/// The database that is copied.
pub trait CopySource: ReadRows {
    /// MUST prevent every write to [`COPIED_TABLES`](crate::COPIED_TABLES) until the source is dropped, and MUST NOT
    /// prevent reads. All later reads MUST see every write that was committed before. Called once, first.
    fn lock(&mut self) -> Result<(), LockError>;

    /// MUST return the last id of each table whose ids the database assigns, and no lower number than the highest
    /// stored id.
    fn last_ids(&mut self) -> Result<Vec<LastId>, Cause>;
}

/// The database that receives the rows. It has the tables, without rows.
pub trait CopyTarget: ReadRows {
    /// MUST begin the transaction that contains all later calls, and MUST prevent other writes to
    /// [`COPIED_TABLES`](crate::COPIED_TABLES) until it ends. Called once, first. If the target is dropped before
    /// [`commit`](Self::commit), or the process ends, nothing MUST be stored.
    fn begin(&mut self) -> Result<(), LockError>;

    /// MUST store the rows exactly.
    fn write(&mut self, table: &Table, rows: &[Row]) -> Result<(), Cause>;

    /// Called once, after all rows were written. MUST make the database assign only ids above these and above all
    /// stored ids.
    fn finish(&mut self, last_ids: &[LastId]) -> Result<(), Cause>;

    /// MUST store everything durably, or nothing.
    fn commit(&mut self) -> Result<(), Cause>;
}
