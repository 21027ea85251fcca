//! How a store can fail, whatever the database behind it.

use thiserror::Error;

/// What the driver said. For the log alone: it may name hosts, tables and values.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Error)]
pub enum StoreError {
    /// The row is no longer what the change was decided on. Nothing was written; decide again.
    #[error("the stored row has changed")]
    Conflict,
    /// The database can't be reached, is overloaded or took too long. Nothing was written.
    #[error("the database is unavailable")]
    Unavailable(#[source] Cause),
    /// Expensive reads of the same user have been under way for too long. Nothing was read; try again later.
    #[error("too many expensive reads of this user are waiting")]
    TooManyReads,
    /// The connection was lost while a write was under way: it may or may not have been committed.
    #[error("the connection was lost during a write")]
    OutcomeUnknown(#[source] Cause),
    /// A stored row can't be read as a domain value.
    #[error("a stored row of {table} can't be read: {column} is out of its range")]
    Corrupt { table: &'static str, column: &'static str },
    /// The database refused a statement that it should have accepted: a defect of the adapter or the schema.
    #[error("the database refused a statement")]
    Rejected(#[source] Cause),
}
