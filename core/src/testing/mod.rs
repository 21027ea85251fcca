//! Helpers for tests: in-memory stores, a manual clock, example values, and the contracts of stores and limiters.
//!
//! An adapter tests with [`contract_tests!`](crate::contract_tests) that it satisfies the contracts.

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
