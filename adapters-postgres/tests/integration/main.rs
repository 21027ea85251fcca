//! Tests the adapter against a real PostgreSQL server, also behind a pooler and with a replica.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod account_races;
mod adopting;
mod after_restore;
mod announcements;
mod connection_limit;
mod connections;
mod login_names;
mod migrations;
mod races;
mod task_races;
mod tls;
mod topologies;
