//! The settings, read once from the environment and a `.env` file. All invalid settings are reported together.

mod api_prefix;
mod database;
mod environment;
mod keys;
mod limits;
mod list;
mod log_level;
mod mail;
mod origins;
mod proxies;
mod public_url;
mod reader;
mod redis;
mod secret_file;
mod settings;
mod telemetry;
mod transport;
mod unknown_name;

pub use database::{Database, ListenNotify};
pub use environment::{Environment, EnvironmentError};
pub use keys::{AccessTokenKey, KeyPair, SecretKey};
pub use mail::Mail;
pub use reader::{InvalidSettings, SecretFile};
pub use redis::Redis;
pub use settings::{LogFormat, Settings};
pub use telemetry::{Headers, Telemetry, Traces};
pub use unknown_name::UnknownName;
