//! The configuration of the HTTP server.

mod http_config;
mod http_limits;
mod web_files;

pub use http_config::HttpConfig;
#[cfg(test)]
pub(crate) use http_config::tests;
pub use http_limits::{HttpLimits, MinBodyRate, ResponseMemoryLimits};
pub use web_files::WebApp;
