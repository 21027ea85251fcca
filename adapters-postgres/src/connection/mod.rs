//! Connections to the server.

pub(crate) mod active_session;
pub(crate) mod attempts;
pub(crate) mod blocking;
pub(crate) mod cached_sql;
#[cfg(test)]
mod citus_errors_tests;
mod citus_messages;
pub(crate) mod cluster;
pub(crate) mod config;
pub(crate) mod connect;
pub(crate) mod connect_error;
mod connect_throttle;
pub(crate) mod connection_limit;
pub(crate) mod errors;
pub(crate) mod invalid_url;
pub(crate) mod metrics;
pub(crate) mod raw_client;
pub(crate) mod replica_circuit;
mod tls;
pub(crate) mod tls_options;
