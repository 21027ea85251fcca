//! The web app, inside of the binary.

mod serve;
mod site;

pub(crate) use site::Site;
