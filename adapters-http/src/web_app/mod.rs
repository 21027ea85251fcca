//! The web app, inside of the binary.

mod files;
mod serve;

pub use files::WebApp;
pub(crate) use serve::serve;
