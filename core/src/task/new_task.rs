//! What a task begins with.

use crate::task::{Status, TaskContent, Title};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewTask {
    pub content: TaskContent,
    pub status: Status,
}

impl NewTask {
    /// A pending task with nothing but a title.
    pub fn titled(title: Title) -> Self {
        Self::pending(TaskContent::titled(title))
    }

    pub fn pending(content: TaskContent) -> Self {
        Self { content, status: Status::Pending }
    }
}
