//! The part of an event stream that the hub uses: its token, its pending signals and its waker.

use std::ops::BitOr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use futures_util::task::AtomicWaker;
use tasklane_core::session::ValidToken;

use crate::connection::ConnectionKill;

/// The actions that a stream must perform, as a set of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signals(u8);

impl Signals {
    pub(crate) const NONE: Self = Self(0);
    /// Read changes.
    pub(crate) const CHANGED: Self = Self(1);
    /// Send a heartbeat.
    pub(crate) const HEARTBEAT: Self = Self(2);
    /// Check the token, and compare the sequence number to find changes.
    pub(crate) const CHECK: Self = Self(4);
    /// End the stream.
    pub(crate) const END: Self = Self(8);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Signals {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

pub(crate) struct Subscriber {
    pub(crate) number: u64,
    pub(crate) token: ValidToken,
    signals: AtomicU8,
    waker: AtomicWaker,
    connection: OnceLock<Arc<ConnectionKill>>,
}

impl Subscriber {
    pub(crate) fn new(number: u64, token: ValidToken) -> Self {
        let (signals, waker) = (AtomicU8::default(), AtomicWaker::new());
        Self { number, token, signals, waker, connection: OnceLock::new() }
    }

    /// Disconnects a stream that does not react to signals. The HTTP library does not poll a stream while its client
    /// is not reading.
    pub(crate) fn disconnect(&self) {
        if let Some(connection) = self.connection.get() {
            connection.trigger();
        }
    }

    /// Sets the handle that ends the connection of the stream. Must be called at most once.
    pub(super) fn set_connection(&self, connection: Arc<ConnectionKill>) {
        self.connection.get_or_init(|| connection);
    }

    /// Returns and clears the pending signals. `waker` is woken when there are new signals.
    pub(super) fn take_signals(&self, waker: &Waker) -> Signals {
        // Register before taking the signals. A signal between these two steps then wakes the stream again.
        self.waker.register(waker);
        Signals(self.signals.swap(0, Ordering::AcqRel))
    }

    pub(crate) fn signal(&self, signals: Signals) {
        self.signals.fetch_or(signals.0, Ordering::AcqRel);
        self.waker.wake();
    }
}
