//! The values of a new task.

use crate::task::{Status, TaskContent, Title};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewTask {
    pub content: TaskContent,
    pub status: Status,
}

impl NewTask {
    /// A pending task with only a title.
    pub fn titled(title: Title) -> Self {
        Self::pending(TaskContent::titled(title))
    }

    pub fn pending(content: TaskContent) -> Self {
        Self { content, status: Status::Pending }
    }
}
