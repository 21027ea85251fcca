//! Serves the web app that is embedded in the binary.

mod serve;
mod site;

pub(crate) use site::Site;
