//! The changes that a store returns for one request.

use crate::task::TaskRecord;

/// Changes that a store read, all of them as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesPage {
    /// The owner's sequence number.
    pub seq: i64,
    /// The highest number of a purged deletion; 0 if none was purged yet.
    pub forgotten_seq: i64,
    /// In the order of their numbers, at most as many as the caller asked for.
    pub tasks: Vec<TaskRecord>,
    /// Whether more changes follow the last one.
    pub has_more: bool,
}
