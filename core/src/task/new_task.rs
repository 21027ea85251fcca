//! The values of a new task.

use crate::task::{Status, TaskContent, Title};

/// The values of a task to create.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewTask {
    /// Title, description and the other fields that the owner sets.
    pub content: TaskContent,
    /// The status in which the task starts.
    pub status: Status,
}

impl NewTask {
    /// Returns the values of a pending task that has only a title.
    pub fn titled(title: Title) -> Self {
        Self::pending(TaskContent::titled(title))
    }

    /// Returns the values of a pending task with this content.
    pub fn pending(content: TaskContent) -> Self {
        Self { content, status: Status::Pending }
    }
}
