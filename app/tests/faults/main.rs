//! Tests of the program under load while its dependencies fail. After the load, most tests check that acknowledged
//! writes are stored, that rejected writes are not stored, and that no write was executed twice.
//!
//! `make faults` runs all tests, with each fault of the soak test once. `make soak` runs only the soak test, by default
//! for 60 minutes.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic on failure")]

mod harness;
#[path = "../process/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "shared with the process tests, which use the other items")]
mod support;

mod deadlines;
mod disk_full;
mod expensive_reads;
mod few_connections;
mod killed;
mod locks;
mod lost_responses;
mod many_writers;
mod postgres_hangs;
mod postgres_unavailable;
mod read_only;
mod redis_unavailable;
mod rolling_upgrade;
mod soak;
mod terminated;
