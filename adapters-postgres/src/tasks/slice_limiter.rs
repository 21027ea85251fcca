//! Limits how many expensive reads run at the same time.

use std::sync::Arc;

use tasklane_core::fair_reads::{FairReadScheduler, FairSemaphore};

use tasklane_runtime::SliceMetrics;

/// Limits the expensive reads of one thread.
#[derive(Clone)]
pub(crate) struct SliceLimiter {
    /// Shared by all threads of the process.
    pub(crate) scheduler: Arc<FairReadScheduler>,
    /// Limits how many of this thread's connections expensive reads use.
    pub(crate) connections: Arc<FairSemaphore>,
    pub(crate) metrics: SliceMetrics,
}

impl SliceLimiter {
    pub(crate) fn new(scheduler: Arc<FairReadScheduler>, pool_size: usize) -> Self {
        Self { scheduler, connections: FairSemaphore::new(pool_size / 3), metrics: SliceMetrics::default() }
    }
}
