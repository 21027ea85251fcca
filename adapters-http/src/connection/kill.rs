//! Ends a connection from anywhere in the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// Ends a connection whose client takes nothing: the HTTP library would wait for that client alone.
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

    /// Has the connection looked at, as when something came from the client.
    pub(crate) fn wake(&self) {
        self.waker.wake();
    }

    pub(crate) fn is_triggered(&self) -> bool {
        self.is_triggered.load(Ordering::Acquire)
    }

    /// The same; if not, `waker` is woken when it is.
    pub(crate) fn is_triggered_or_wakes(&self, waker: &Waker) -> bool {
        // In this order: a trigger between the two would wake no task.
        self.waker.register(waker);
        self.is_triggered()
    }
}
