//! The web app, inside of the binary.

mod files;
mod serve;
mod site;

pub use files::WebApp;
pub(crate) use site::Site;
