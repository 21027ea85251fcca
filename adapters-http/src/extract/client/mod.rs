//! The origin of a request: the client's address, the proxies, and the web page that sent it.

mod address;
pub(crate) mod forwarded;
mod language;
pub(crate) mod origin;

pub(crate) use address::{ClientAddress, is_from_trusted_proxy};
pub(crate) use language::accepted_language;
