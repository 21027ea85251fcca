//! A flag that is set when the server begins to shut down.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set when shutdown begins, so that load balancers stop sending requests to this server.
#[derive(Debug, Default)]
pub struct Draining(AtomicBool);

impl Draining {
    /// Makes `/health/ready` fail from now on. Other requests are still handled.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
