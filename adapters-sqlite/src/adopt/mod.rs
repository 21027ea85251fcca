//! Adopts the tables of an older server, in this file or from another database.

mod adoption;
mod cursor;
mod errors;
mod select;
mod source;
mod target;

pub use adoption::{adopt, adopt_from};
pub use source::{SqliteSource, open_source};
