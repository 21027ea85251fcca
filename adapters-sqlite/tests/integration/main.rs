//! Tests the adapter with SQLite files.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod adopting;
mod backups;
mod connections;
mod contract;
mod examples;
mod login_names;
mod migrations;
mod races;
mod restore;
mod search_texts;
mod task_races;
