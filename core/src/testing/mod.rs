//! What tests need: memory stores, a clock that stands still, example values, and the contract of every store port.
//!
//! An adapter's test is one line for each port: open fresh stores, hand them to [`contract`].

mod clock;
pub mod contract;
mod entropy;
pub mod examples;
mod memory;
mod task_service;
pub mod user_tables;

pub use clock::ManualClock;
pub use entropy::CountingEntropy;
pub use memory::{MemoryDatabase, SlicedMemory};
pub use task_service::task_service;
