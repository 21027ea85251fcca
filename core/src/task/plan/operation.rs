//! An operation on a task.

use crate::ids::TaskId;
use crate::task::{Expected, NewTask, TaskPatch};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskOperation {
    Create(NewTask),
    Edit {
        id: TaskId,
        patch: TaskPatch,
        expected: Expected,
    },
    /// Completes a task, or reopens a completed one.
    Toggle {
        id: TaskId,
        expected: Expected,
    },
    Delete {
        id: TaskId,
        expected: Expected,
    },
    /// Undoes a deletion.
    Restore {
        id: TaskId,
    },
}

impl TaskOperation {
    /// The id of the stored task, if the operation needs one.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Create(_) => None,
            Self::Edit { id, .. }
            | Self::Toggle { id, .. }
            | Self::Delete { id, .. }
            | Self::Restore { id } => Some(*id),
        }
    }
}
