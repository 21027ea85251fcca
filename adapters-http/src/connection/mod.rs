//! Connections, from the moment when they are accepted until they end: TLS, and the patience with each.

mod accept;
mod activity;
mod alarm;
mod cut;
mod guard;
mod stream;
mod tls;

pub(crate) use accept::accept;
pub(crate) use activity::{Activity, Streaming, UnderWay};
pub(crate) use cut::Cut;
pub use tls::{Tls, TlsError, TlsFiles};
