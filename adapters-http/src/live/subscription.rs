//! The registration of a stream in the hub.

use std::sync::Arc;
use std::task::Waker;

use tasklane_core::session::ValidToken;

use super::hub::{Hub, StreamRejected};
use super::subscriber::{Signals, Subscriber};
use crate::connection::ConnectionKill;

/// The registration of a stream. Removed from the hub on drop.
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    subscriber: Arc<Subscriber>,
}

impl Subscription {
    /// Registers a stream for the user of the token, unless a limit is reached.
    pub(crate) fn open(hub: &Arc<Hub>, token: ValidToken) -> Result<Self, StreamRejected> {
        let subscriber = hub.subscribe(token)?;
        Ok(Self { hub: hub.clone(), subscriber })
    }

    /// Returns the number of streams opened so far, up to and including this one.
    pub(crate) fn number(&self) -> u64 {
        self.subscriber.number
    }

    pub(crate) fn token(&self) -> ValidToken {
        self.subscriber.token
    }

    /// Sets the handle that ends the connection of the stream. Must be called at most once.
    pub(crate) fn set_connection(&self, connection: Arc<ConnectionKill>) {
        self.subscriber.set_connection(connection);
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Returns and clears the pending signals. `waker` is woken when there are new signals.
    pub(crate) fn take_signals(&self, waker: &Waker) -> Signals {
        self.subscriber.take_signals(waker)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.unsubscribe(&self.subscriber);
    }
}
