//! Copies all rows from this database, or into it, with COPY in the binary format.

mod catalog;
mod read;
mod same_database;
mod session;
mod source;
#[cfg(test)]
mod table_tests;
mod target;
mod values;

pub use source::{PostgresCopySource, open_copy_source};
pub use target::{PostgresCopyTarget, open_copy_target};
