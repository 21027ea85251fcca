//! Tests of the adapter with a Redis server.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod encrypted;
mod shared;
