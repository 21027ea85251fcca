//! Adopts the tables of an older server, in this database or from another database.

mod adoption;
mod cursor;
mod errors;
mod indexes;
mod legacy_tables;
mod select;
mod source;
mod target;

pub use adoption::{adopt, adopt_from};
pub use source::{PostgresSource, open_source};
