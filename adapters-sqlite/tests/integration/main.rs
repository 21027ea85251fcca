//! The adapter against SQLite.
#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

mod adopting;
mod backups;
mod connections;
mod contract;
mod migrations;
mod races;
mod restore;
mod search_texts;
mod task_races;
