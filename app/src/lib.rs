//! What makes a program of the crates: settings are read, adapters chosen and wired, commands run.

mod announcement_fanout;
pub mod application;
pub mod commands;
mod housekeeping;
mod json_lines;
mod limiting;
mod logging;
mod one_line;
mod open_files;
mod replicas;
mod revocation_feed;
mod schema_migration;
mod secret_key;
pub mod settings;
mod telemetry;
mod turn_writer;
pub mod wiring;

pub use telemetry::TraceError;
