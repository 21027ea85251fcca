//! One stream's place in the hub, by which it is woken.

use std::ops::BitOr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use futures_util::task::AtomicWaker;
use tasklane_core::session::Pass;

use super::hub::Hub;
use crate::connection::Cut;

/// What a stream is to do, in any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signals(u8);

impl Signals {
    pub(super) const NONE: Self = Self(0);
    /// Look for changes.
    pub(super) const CHANGED: Self = Self(1);
    /// Show that it lives.
    pub(super) const BEAT: Self = Self(2);
    /// Look whether there are changes that nobody told of.
    pub(super) const LOOK: Self = Self(4);
    /// End.
    pub(super) const OVER: Self = Self(8);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Signals {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

pub(super) struct Subscriber {
    pub(super) number: u64,
    pub(super) pass: Pass,
    signals: AtomicU8,
    waker: AtomicWaker,
    connection: OnceLock<Arc<Cut>>,
}

impl Subscriber {
    pub(super) fn new(number: u64, pass: Pass) -> Self {
        let (signals, waker) = (AtomicU8::default(), AtomicWaker::new());
        Self { number, pass, signals, waker, connection: OnceLock::new() }
    }

    /// Ends it where nobody hears signals: the HTTP library does not ask for more while the client takes nothing.
    pub(super) fn cut(&self) {
        if let Some(connection) = self.connection.get() {
            connection.make();
        }
    }

    pub(super) fn signal(&self, signals: Signals) {
        self.signals.fetch_or(signals.0, Ordering::AcqRel);
        self.waker.wake();
    }
}

/// Ends when it is dropped.
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    subscriber: Arc<Subscriber>,
}

impl Subscription {
    pub(super) fn new(hub: Arc<Hub>, subscriber: Arc<Subscriber>) -> Self {
        Self { hub, subscriber }
    }

    /// How many were opened before this one and with it.
    pub(super) fn number(&self) -> u64 {
        self.subscriber.number
    }

    pub(super) fn pass(&self) -> Pass {
        self.subscriber.pass
    }

    /// To be said once.
    pub(super) fn rests_on(&self, connection: Arc<Cut>) {
        self.subscriber.connection.get_or_init(|| connection);
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// What was signalled since the last time. `waker` is woken when there is more.
    pub(super) fn take(&self, waker: &Waker) -> Signals {
        // In this order, or a signal between the two would wake nobody.
        self.subscriber.waker.register(waker);
        Signals(self.subscriber.signals.swap(0, Ordering::AcqRel))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(&self.subscriber);
    }
}
