//! Adapts the domain's clock to the `governor` library.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::clock::Clock;

/// The monotonic clock, which does not jump when the machine's time is set.
#[derive(Clone)]
pub(crate) struct SteadyClock(pub(crate) Arc<dyn Clock>);

impl governor::clock::Clock for SteadyClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}
