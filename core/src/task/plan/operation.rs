//! An operation on a task.

use crate::ids::TaskId;
use crate::task::{ExpectedVersion, NewTask, TaskPatch};

/// An operation on a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskOperation {
    /// Creates a task.
    Create(NewTask),
    /// Changes fields of a task.
    Edit {
        /// The task.
        id: TaskId,
        /// The fields to change.
        patch: TaskPatch,
        /// The versions that the task may have.
        expected: ExpectedVersion,
    },
    /// Completes a task, or reopens a completed task.
    Toggle {
        /// The task.
        id: TaskId,
        /// The versions that the task may have.
        expected: ExpectedVersion,
    },
    /// Deletes a task. It can be restored for at most 30 days.
    Delete {
        /// The task.
        id: TaskId,
        /// The versions that the task may have.
        expected: ExpectedVersion,
    },
    /// Undoes a deletion.
    Restore {
        /// The deleted task.
        id: TaskId,
    },
}

impl TaskOperation {
    /// Returns the id of the task. `None` for a creation.
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
