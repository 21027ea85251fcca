//! What a task begins with.

use crate::task::{Description, DueDate, Priority, Status, Tags, Title};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    pub title: Title,
    pub description: Option<Description>,
    pub status: Status,
    pub due_date: Option<DueDate>,
    pub priority: Priority,
    pub tags: Tags,
}

impl NewTask {
    /// A pending task with nothing but a title.
    pub fn titled(title: Title) -> Self {
        Self {
            title,
            description: None,
            status: Status::Pending,
            due_date: None,
            priority: Priority::None,
            tags: Tags::default(),
        }
    }
}
