//! The result of one operation of a write.

use crate::ids::TaskId;
use crate::task::Task;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationResult {
    Created(Task),
    Changed(Task),
    /// The operation changed nothing.
    Unchanged(Task),
    Deleted(TaskId),
}

impl OperationResult {
    pub fn task(&self) -> Option<&Task> {
        match self {
            Self::Created(task) | Self::Changed(task) | Self::Unchanged(task) => Some(task),
            Self::Deleted(_) => None,
        }
    }
}
