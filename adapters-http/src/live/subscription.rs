//! A stream's hold on its place in the hub.

use std::sync::Arc;
use std::task::Waker;

use tasklane_core::session::ValidToken;

use super::hub::{Hub, Refused};
use super::subscriber::{Signals, Subscriber};
use crate::connection::ConnectionKill;

/// Ends when it is dropped.
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    subscriber: Arc<Subscriber>,
}

impl Subscription {
    /// Takes a place in the hub, if there is one for this user.
    pub(crate) fn open(hub: &Arc<Hub>, pass: ValidToken) -> Result<Self, Refused> {
        let subscriber = hub.admit(pass)?;
        Ok(Self { hub: hub.clone(), subscriber })
    }

    /// How many were opened before this one and with it.
    pub(crate) fn number(&self) -> u64 {
        self.subscriber.number
    }

    pub(crate) fn pass(&self) -> ValidToken {
        self.subscriber.pass
    }

    /// To be said once.
    pub(crate) fn rests_on(&self, connection: Arc<ConnectionKill>) {
        self.subscriber.rests_on(connection);
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// What was signalled since the last time. `waker` is woken when there is more.
    pub(crate) fn take(&self, waker: &Waker) -> Signals {
        self.subscriber.take(waker)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(&self.subscriber);
    }
}
