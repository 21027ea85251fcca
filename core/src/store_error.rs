//! The errors of stores, independent of the database.

use thiserror::Error;

/// The error of the driver. For logs only, because it may contain hosts, tables and values.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a store failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The stored rows do not allow the write, usually because a row has changed since it was read. Nothing was
    /// written; read the row again and retry.
    #[error("the stored row has changed")]
    Conflict,
    /// The database is unreachable, overloaded or too slow. Nothing was written.
    #[error("the database is unavailable")]
    Unavailable(#[source] Cause),
    /// The read waited too long for other expensive reads. Nothing was read; retry later.
    #[error("the read waited too long for other expensive reads")]
    TooManyReads,
    /// The connection was lost during a write. The write may or may not have been committed.
    #[error("the connection was lost during a write")]
    OutcomeUnknown(#[source] Cause),
    /// A stored row is not a valid domain value.
    #[error("invalid row in table {table}: the value of column {column} is not valid")]
    Corrupt {
        /// The table of the row.
        table: &'static str,
        /// The column with the invalid value.
        column: &'static str,
    },
    /// The database rejected a statement that it should have accepted: a bug in the adapter or the schema.
    #[error("the database rejected a statement")]
    Rejected(#[source] Cause),
}
