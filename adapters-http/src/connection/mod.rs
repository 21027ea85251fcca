//! Connection state that the server shares with the request handlers.

mod activity;
mod draining;
mod kill;
mod state;

pub(crate) use activity::{Activity, RequestGuard, Streaming};
pub use draining::Draining;
pub(crate) use kill::ConnectionKill;
pub(crate) use state::{CloseRequest, ConnectionState, Phase};
