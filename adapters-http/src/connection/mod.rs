//! State of a connection that the server shares with the handlers of its requests.

mod activity;
mod draining;
mod kill;
mod state;

pub(crate) use activity::{Activity, RequestGuard, Streaming};
pub use draining::Draining;
pub(crate) use kill::ConnectionKill;
pub(crate) use state::{CloseRequest, ConnectionState, Phase};
