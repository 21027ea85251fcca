//! In-memory implementations of the store ports, for tests.

mod database;
mod names;
mod networks;
mod retention;
mod sessions;
mod slices;
mod tasks;
mod users;

pub use database::MemoryDatabase;
pub use slices::SlicedMemory;
