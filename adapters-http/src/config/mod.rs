//! The configuration of the HTTP server.

mod bounds;
mod http_config;
mod web_files;

pub use bounds::{BodyPace, Bounds, UnsentBounds};
pub use http_config::HttpConfig;
#[cfg(test)]
pub(crate) use http_config::tests;
pub use web_files::WebApp;
