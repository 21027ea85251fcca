//! Connections, from the moment when they are accepted until they end: TLS, the patience with each, and which of them give
//! way when there are too many.

mod accept;
mod activity;
mod alarm;
mod bare_error;
mod choice;
mod cut;
mod expect;
mod guard;
mod registry;
mod status;
mod stream;
mod tls;
mod upgrade_filter;
mod wanted_body;

pub(crate) use accept::accept;
pub(crate) use activity::{Activity, Streaming, UnderWay};
pub(crate) use cut::Cut;
pub(crate) use registry::Registry;
pub use tls::{Tls, TlsError, TlsFiles};
