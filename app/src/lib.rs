//! The `tasklane` program: reads the settings, chooses and connects the adapters, and runs the commands.

mod announcement_fanout;
pub mod application;
mod batching_writer;
pub mod commands;
mod housekeeping;
mod json_lines;
mod limiters;
mod logging;
mod open_files;
mod replicas;
mod revocation_feed;
mod schema_migration;
mod secret_key;
pub mod settings;
mod single_line_writer;
mod telemetry;
pub mod wiring;

pub use telemetry::TraceError;
