//! Three replicas behind `HAProxy` with the shipped configuration, on one PostgreSQL and one Redis.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic on failure")]

mod fleet;
mod haproxy;
mod ladder;
mod load;
mod mails;
mod rolling_restart;
mod shared;
#[path = "../process/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "shared with the process tests, which use the other items")]
mod support;
