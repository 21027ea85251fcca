//! The result of one operation of a write.

use crate::ids::TaskId;
use crate::task::Task;

/// The task after an operation, or the id of the deleted task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationResult {
    /// The new task.
    Created(Task),
    /// The changed or restored task.
    Changed(Task),
    /// The task, which the operation did not change.
    Unchanged(Task),
    /// The id of the deleted task.
    Deleted(TaskId),
}

impl OperationResult {
    /// Returns the task, unless it was deleted.
    pub fn task(&self) -> Option<&Task> {
        match self {
            Self::Created(task) | Self::Changed(task) | Self::Unchanged(task) => Some(task),
            Self::Deleted(_) => None,
        }
    }
}
