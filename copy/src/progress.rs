//! The progress of a copy, for a progress bar on another thread.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What a copy currently does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyPhase {
    /// Waits for the locks, or copies rows.
    Copying,
    /// Builds indexes.
    Finishing,
    /// Reads the rows back and compares them.
    Comparing,
}

/// The progress of a copy. Each row counts in two phases: copying and comparing.
#[derive(Debug, Default)]
pub struct CopyProgress {
    phase: AtomicU8,
    total: AtomicU64,
    rows: AtomicU64,
}

impl CopyProgress {
    /// Returns the current phase.
    pub fn phase(&self) -> CopyPhase {
        match self.phase.load(Ordering::Relaxed) {
            0 => CopyPhase::Copying,
            1 => CopyPhase::Finishing,
            _ => CopyPhase::Comparing,
        }
    }

    /// Returns the number of rows in the source. 0 until they are counted.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Returns the number of rows that the current phase has processed.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    pub(crate) fn expect(&self, rows: u64) {
        self.total.fetch_add(rows, Ordering::Relaxed);
    }

    pub(crate) fn enter(&self, phase: CopyPhase) {
        let (phase, rows) = match phase {
            CopyPhase::Copying => (0, 0),
            CopyPhase::Finishing => (1, self.total()),
            CopyPhase::Comparing => (2, 0),
        };
        self.rows.store(rows, Ordering::Relaxed);
        self.phase.store(phase, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, rows: usize) {
        self.rows.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
