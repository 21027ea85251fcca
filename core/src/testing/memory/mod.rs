//! In-memory implementations of the store ports, for tests.

mod database;
mod mails;
mod names;
mod networks;
mod recovery;
mod retention;
mod sessions;
mod slices;
mod tasks;
mod users;

pub use database::MemoryDatabase;
pub use slices::SlicedMemory;
