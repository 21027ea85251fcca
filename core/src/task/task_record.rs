//! A stored task, deleted or not.

use crate::clock::Timestamp;
use crate::task::Task;

/// A task with its deletion marker. A deleted task is a tombstone until it is purged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// The task, as of its last write.
    pub task: Task,
    /// When the task was deleted.
    pub deleted_at: Option<Timestamp>,
}
