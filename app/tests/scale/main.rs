//! Three replicas of the program behind `HAProxy` with the file that is shipped, on one PostgreSQL, with a Redis.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that can't go on shall stop")]

mod fleet;
mod haproxy;
mod load;
mod rolling_restart;
mod shared;
#[path = "../process/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests of single processes use more of it")]
mod support;
