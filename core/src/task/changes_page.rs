//! A page of changes from a store.

use crate::task::TaskRecord;

/// A page of changes, all read from one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesPage {
    /// The owner's sequence number.
    pub seq: i64,
    /// The highest sequence number of a purged deletion, or 0 if no deletion was purged yet.
    pub purged_seq: i64,
    /// The changed tasks in order of sequence number, up to the requested limit.
    pub tasks: Vec<TaskRecord>,
    /// Whether more changes follow the last task.
    pub has_more: bool,
}
