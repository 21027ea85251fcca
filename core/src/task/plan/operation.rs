//! One of several operations on tasks.

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
    /// Takes a deletion back.
    Restore {
        id: TaskId,
    },
}

impl TaskOperation {
    /// The stored task that it is about.
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
