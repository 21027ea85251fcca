//! The contract of every port, as tests that each adapter runs.

#[macro_use]
mod suite;
mod failed_attempts;
mod fair_reads;
mod known_networks;
mod leases;
mod own_account;
mod planning;
mod rate_limiter;
mod runner;
mod session_rotation;
mod session_sets;
mod session_sweeps;
mod sessions;
mod task_bytes;
mod task_keys;
mod task_lists;
mod task_plans;
mod task_retention;
mod task_slices;
mod task_storage;
mod task_storage_random;
mod task_sync;
mod task_writers;
mod tasks;
mod users;

pub use failed_attempts::failed_attempts;
pub use fair_reads::fair_reads;
pub use rate_limiter::rate_limiter;
pub use runner::all;
