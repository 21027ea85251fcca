//! What every store must keep, as tests that any adapter can run.

#[macro_use]
mod suite;
mod sessions;
mod task_writers;
mod tasks;
mod users;

pub use suite::all;
