//! The stores in memory, for tests of what stands on the ports.

mod database;
mod keeping;
mod sessions;
mod slices;
mod tasks;
mod users;

pub use database::MemoryDatabase;
pub use slices::SlicedMemory;
