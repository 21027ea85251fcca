//! Copies every row of every table from one database to another, and verifies the copy before it is committed.
//!
//! This crate runs no SQL. An adapter reads a database through [`CopySource`] and writes a database through
//! [`CopyTarget`]. [`copy()`] moves the rows in bounded batches, and compares the row count and a checksum of each
//! table.

#![warn(missing_docs)]

mod batch;
mod columns;
mod copy;
mod digest;
mod error;
mod ports;
mod progress;
mod tables;
mod value;

pub use batch::Batch;
pub use columns::{CatalogColumn, Column, ColumnType, Table};
pub use copy::{CopiedTable, copy};
pub use digest::TableDigest;
pub use error::{CopyError, InvalidValue, UnsupportedType};
pub use ports::{CopySource, CopyTarget, LastId, LockError, ReadRows, RowSink};
pub use progress::{CopyPhase, CopyProgress};
pub use tables::{COPIED_TABLES, EXCLUDED_TABLES};
pub use value::{Row, Value};
