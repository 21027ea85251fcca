//! The adapter against a real PostgreSQL server, also behind poolers and with replicas.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod account_races;
mod adopting;
mod announcements;
mod connection_limit;
mod connections;
mod migrations;
mod races;
mod task_races;
mod tls;
mod topologies;
