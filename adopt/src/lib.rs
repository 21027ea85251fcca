//! Takes over the database of an older server: rows are checked, repaired on request, and reported.
//!
//! This crate decides; it runs no SQL. An adapter reads the older tables through [`Source`] and stores the accepted rows
//! through [`Target`], in one transaction. [`recognise`] says whose tables a database has, [`copy()`] does the work.

mod copy;
mod error;
mod faults;
mod ledger;
mod legacy;
mod options;
mod ports;
mod report;
mod rows;
mod schema_owner;
mod tasks;
mod text;
mod time;
mod usernames;
mod users;

pub use copy::copy;
pub use error::AdoptError;
pub use faults::Faults;
pub use legacy::{Column, Legacy, Part};
pub use options::{Options, Outcome};
pub use ports::{LastIds, Pair, Source, Target};
pub use report::{Change, Report};
pub use rows::{AdoptedTask, AdoptedUser, LegacyTask, LegacyUser, MAX_READ};
pub use schema_owner::{SchemaOwner, explain, recognise, tables};
pub use time::LegacyTime;
