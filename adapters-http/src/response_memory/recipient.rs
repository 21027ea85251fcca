//! The recipient of a response, and the progress of sending it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tasklane_core::ids::UserId;
use tokio::time::Instant;

use crate::connection::ConnectionKill;

/// A user, and the connection on which the user receives the response.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub(super) user: UserId,
    /// `None` if there is no socket, as in tests.
    connection: Option<Arc<ConnectionKill>>,
}

impl Recipient {
    pub(super) fn new(user: UserId, connection: Option<Arc<ConnectionKill>>) -> Self {
        Self { user, connection }
    }

    pub(super) fn can_be_disconnected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| !connection.is_triggered())
    }

    pub(super) fn disconnect(&self) {
        if let Some(connection) = &self.connection {
            connection.trigger();
        }
    }

    #[cfg(test)]
    pub(super) fn is_disconnected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.is_triggered())
    }
}

/// The time at which the connection last accepted data.
#[derive(Debug)]
pub(super) struct SendProgress(Mutex<Instant>);

impl Default for SendProgress {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl SendProgress {
    pub(super) fn record(&self) {
        *self.0.lock() = Instant::now();
    }

    pub(super) fn idle(&self) -> Duration {
        self.at().elapsed()
    }

    pub(super) fn at(&self) -> Instant {
        *self.0.lock()
    }
}
