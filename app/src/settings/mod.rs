//! The settings: names in the environment or in a file `.env`, read once, every mistake reported at once.

mod database;
mod environment;
mod list;
mod origins;
mod proxies;
mod reader;
mod settings;

pub use database::Database;
pub use environment::{Environment, EnvironmentError};
pub use reader::InvalidSettings;
pub use settings::{LogFormat, SecretKey, Settings};
