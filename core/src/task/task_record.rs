//! A stored task, deleted or not.

use crate::clock::Timestamp;
use crate::task::Task;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    pub task: Task,
    pub deleted_at: Option<Timestamp>,
}
