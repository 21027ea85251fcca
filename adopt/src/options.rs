//! How to adopt, and what came of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tasklane_core::clock::Timestamp;
use tasklane_core::user::PasswordHash;

use crate::report::Report;

#[derive(Debug, Clone)]
pub struct Options {
    /// For rows without a creation time.
    pub now: Timestamp,
    /// Whether a login can verify this hash.
    pub accepts_hash: fn(&PasswordHash) -> bool,
    /// A hash that no password matches, for users whose own hash can't be verified.
    pub unusable_hash: PasswordHash,
    /// Repair rows that don't fit, and list each change.
    pub mend: bool,
    /// Do everything, report it, and roll it back.
    pub check: bool,
    /// How many rows were read so far, for a progress bar.
    pub rows: Arc<AtomicU64>,
}

impl Options {
    pub(crate) fn count(&self, rows: usize) {
        self.rows.fetch_add(rows.try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The database is Tasklane's already, and has no older tables to take.
    IsOurs,
    Adopted(Report),
    WouldAdopt(Report),
}
