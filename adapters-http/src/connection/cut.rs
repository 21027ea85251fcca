//! Ends a connection from anywhere in the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// For who can wait no more until a client takes what it is sent: the HTTP library then waits for nothing else.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    is_made: AtomicBool,
    waker: AtomicWaker,
}

impl Cut {
    pub(crate) fn make(&self) {
        self.is_made.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Has the connection looked at, as when something came from the client.
    pub(super) fn wake(&self) {
        self.waker.wake();
    }

    pub(crate) fn is_made(&self) -> bool {
        self.is_made.load(Ordering::Acquire)
    }

    /// The same; if not, `waker` is woken when it is.
    pub(super) fn is_made_or_wakes(&self, waker: &Waker) -> bool {
        // In this order, or one that is made between the two would wake nobody.
        self.waker.register(waker);
        self.is_made()
    }
}
