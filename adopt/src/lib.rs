//! Imports the database of an older server: checks every row, repairs invalid values on request, and reports the
//! result.
//!
//! This crate runs no SQL. An adapter reads the older tables through [`Source`] and stores the accepted rows through
//! [`Target`], in one transaction. [`detect_schema_owner`] detects which server owns the tables of a database, and [`copy()`]
//! copies the rows.

#![warn(missing_docs)]

mod copy;
mod count_of;
mod error;
mod invalid_rows;
mod legacy;
mod options;
mod ports;
mod repair_log;
mod report;
mod rows;
mod schema_owner;
mod tasks;
mod text;
mod time;
mod usernames;
mod users;

pub use copy::copy;
pub use count_of::count_of;
pub use error::AdoptError;
pub use invalid_rows::InvalidRows;
pub use legacy::{Column, Legacy, LegacyTable};
pub use options::{Options, Outcome};
pub use ports::{LastIds, SeparateDatabases, Source, Target};
pub use report::{Change, Report};
pub use rows::{AdoptedTask, AdoptedUser, LegacyTask, LegacyUser, MAX_READ};
pub use schema_owner::{SchemaOwner, detect_schema_owner, explain, tables};
pub use time::LegacyTime;
