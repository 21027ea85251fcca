//! The contracts of the stores, the rate limiter and the counter of failed attempts. An adapter tests with
//! [`contract_tests!`](crate::contract_tests) that it satisfies them.

#[macro_use]
mod suite;
mod fair_reads;
mod planning;
mod runner;
mod tests;

// The modules are public for `contract_tests!`.
#[doc(hidden)]
pub mod account_recovery;
#[doc(hidden)]
pub mod email_changes;
#[doc(hidden)]
pub mod email_links;
#[doc(hidden)]
pub mod failed_attempts;
#[doc(hidden)]
pub mod health;
#[doc(hidden)]
pub mod known_networks;
#[doc(hidden)]
pub mod leases;
#[doc(hidden)]
pub mod links;
#[doc(hidden)]
pub mod login_names;
#[doc(hidden)]
pub mod mails;
#[doc(hidden)]
pub mod notices;
#[doc(hidden)]
pub mod own_account;
#[doc(hidden)]
pub mod rate_limiter;
#[doc(hidden)]
pub mod session_rotation;
#[doc(hidden)]
pub mod session_sets;
#[doc(hidden)]
pub mod session_sweeps;
#[doc(hidden)]
pub mod sessions;
#[doc(hidden)]
pub mod task_bytes;
#[doc(hidden)]
pub mod task_keys;
#[doc(hidden)]
pub mod task_lists;
#[doc(hidden)]
pub mod task_plans;
#[doc(hidden)]
pub mod task_retention;
#[doc(hidden)]
pub mod task_slices;
#[doc(hidden)]
pub mod task_storage;
#[doc(hidden)]
pub mod task_storage_random;
#[doc(hidden)]
pub mod task_sync;
#[doc(hidden)]
pub mod task_writers;
#[doc(hidden)]
pub mod tasks;
#[doc(hidden)]
pub mod unverified_accounts;
#[doc(hidden)]
pub mod users;

pub use fair_reads::fair_reads;
pub use runner::all;
