//! Connections to the database file.

pub(crate) mod busy_retry;
pub(crate) mod cached_sql;
pub(crate) mod config;
pub(crate) mod connect;
pub(crate) mod errors;
pub(crate) mod file_name;
pub(crate) mod metrics;
pub(crate) mod read_only;
