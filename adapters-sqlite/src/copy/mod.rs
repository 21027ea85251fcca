//! Copies all rows from this database file, or into it.

mod catalog;
mod read;
mod source;
#[cfg(test)]
mod table_tests;
mod target;
mod transaction;
mod values;
mod write;

pub use source::{SqliteCopySource, open_copy_source};
pub use target::{SqliteCopyTarget, open_copy_target};
