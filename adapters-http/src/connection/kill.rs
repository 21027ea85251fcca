//! Ends a connection from anywhere in the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// Ends a connection, even if its client has stopped reading. The HTTP library itself would wait for the client.
#[derive(Debug, Default)]
pub(crate) struct ConnectionKill {
    is_triggered: AtomicBool,
    waker: AtomicWaker,
}

impl ConnectionKill {
    pub(crate) fn trigger(&self) {
        self.is_triggered.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Wakes the task of the connection, as if data from the client had arrived.
    pub(crate) fn wake(&self) {
        self.waker.wake();
    }

    pub(crate) fn is_triggered(&self) -> bool {
        self.is_triggered.load(Ordering::Acquire)
    }

    /// Returns whether the kill was triggered. If not, the trigger will wake `waker`.
    pub(crate) fn is_triggered_or_wakes(&self, waker: &Waker) -> bool {
        // Register before the check. A trigger between the check and a later registration would be missed.
        self.waker.register(waker);
        self.is_triggered()
    }
}
