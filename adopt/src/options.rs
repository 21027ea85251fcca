//! Options and outcome of an import.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tasklane_core::clock::Timestamp;
use tasklane_core::user::PasswordHash;

use crate::report::Report;

/// The options of an import.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time of this run. It becomes the creation time of rows in which neither the creation time nor the update
    /// time is valid.
    pub now: Timestamp,
    /// Returns whether a login can verify this hash.
    pub accepts_hash: fn(&PasswordHash) -> bool,
    /// A hash that no password matches, for users whose own hash can't be verified.
    pub unusable_hash: PasswordHash,
    /// Whether to repair invalid values and list each change.
    pub mend: bool,
    /// Whether to roll the import back and only report the result.
    pub check: bool,
    /// The number of rows read so far, for a progress bar.
    pub rows: Arc<AtomicU64>,
}

impl Options {
    pub(crate) fn count(&self, rows: usize) {
        self.rows.fetch_add(rows.try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// The outcome of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The database already has Tasklane's tables, and no older tables to adopt.
    AlreadyMigrated,
    /// All rows were stored.
    Adopted(Report),
    /// All rows can be stored. The import was rolled back, because [`Options::check`] is set.
    WouldAdopt(Report),
}
