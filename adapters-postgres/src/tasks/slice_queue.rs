//! The queue of expensive reads.

use std::sync::Arc;

use tasklane_core::fair::{Gate, ReadTurns};

use tasklane_runtime::SliceMetrics;

/// Limits the expensive reads of one thread.
#[derive(Clone)]
pub(crate) struct Slices {
    /// Shared by all threads of the process.
    pub(crate) turns: Arc<ReadTurns>,
    /// Limits how many of this thread's connections expensive reads use.
    pub(crate) connections: Arc<Gate>,
    pub(crate) metrics: SliceMetrics,
}

impl Slices {
    pub(crate) fn new(turns: Arc<ReadTurns>, pool_size: usize) -> Self {
        Self { turns, connections: Gate::new(pool_size / 3), metrics: SliceMetrics::default() }
    }
}
