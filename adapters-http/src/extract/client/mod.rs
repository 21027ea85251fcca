//! Where a request comes from: its address, and the page and the proxies that sent it.

mod address;
pub(crate) mod forwarded;
pub(crate) mod origin;

pub(crate) use address::{ClientAddress, is_from_trusted_proxy};
