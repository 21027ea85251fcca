//! The adapter against Redis.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod encrypted;
mod shared;
