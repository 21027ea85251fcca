//! Takes over the database of the older server, which has the same two tables in another shape.

mod adoption;
mod batches;
mod error;
mod indexes;
mod kept;
mod mending;
mod older;
mod problems;
mod report;
mod settling;
mod tasks;
mod users;

pub use adoption::{Adoption, Outcome, adopt};
pub use error::AdoptError;
pub use problems::Problems;
pub use report::Report;
