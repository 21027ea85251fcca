//! Whether the server is about to stop.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set once the server is about to stop, so that probes send new requests elsewhere.
#[derive(Debug, Default)]
pub struct Draining(AtomicBool);

impl Draining {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
