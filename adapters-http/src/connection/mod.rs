//! What the server and the handlers of its requests know about a connection.

mod activity;
mod draining;
mod kill;
mod status;

pub(crate) use activity::{Activity, Streaming, UnderWay};
pub use draining::Draining;
pub(crate) use kill::ConnectionKill;
pub(crate) use status::{Phase, Status, Wish};
