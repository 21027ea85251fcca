//! The registration of a stream in the hub.

use std::sync::Arc;
use std::task::Waker;

use tasklane_core::session::ValidToken;

use super::hub::{Hub, Refused};
use super::subscriber::{Signals, Subscriber};
use crate::connection::ConnectionKill;

/// The registration of a stream. Removed from the hub on drop.
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    subscriber: Arc<Subscriber>,
}

impl Subscription {
    /// Registers a stream of this user, if the limits allow one more.
    pub(crate) fn open(hub: &Arc<Hub>, pass: ValidToken) -> Result<Self, Refused> {
        let subscriber = hub.admit(pass)?;
        Ok(Self { hub: hub.clone(), subscriber })
    }

    /// Returns the number of streams opened so far, up to and including this one.
    pub(crate) fn number(&self) -> u64 {
        self.subscriber.number
    }

    pub(crate) fn pass(&self) -> ValidToken {
        self.subscriber.pass
    }

    /// Sets the handle that ends the connection of the stream. Must be called at most once.
    pub(crate) fn rests_on(&self, connection: Arc<ConnectionKill>) {
        self.subscriber.rests_on(connection);
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Returns and clears the pending signals. `waker` is woken when there are new ones.
    pub(crate) fn take(&self, waker: &Waker) -> Signals {
        self.subscriber.take(waker)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(&self.subscriber);
    }
}
