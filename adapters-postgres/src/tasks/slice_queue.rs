//! The queues of expensive reads.

use std::sync::Arc;

use tasklane_core::fair::{Gate, ReadTurns};

use crate::connection::metrics::SlicedFigures;

/// Where expensive reads of one thread wait.
#[derive(Clone)]
pub(crate) struct Slices {
    /// Of the whole process.
    pub(crate) turns: Arc<ReadTurns>,
    /// How many of this thread's connections they may hold.
    pub(crate) connections: Arc<Gate>,
    pub(crate) figures: SlicedFigures,
}

impl Slices {
    pub(crate) fn new(turns: Arc<ReadTurns>, pool_size: usize) -> Self {
        Self { turns, connections: Gate::new(pool_size / 3), figures: SlicedFigures::default() }
    }
}
