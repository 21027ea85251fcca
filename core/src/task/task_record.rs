//! A task as stores return it, deleted or not.

use crate::clock::Timestamp;
use crate::task::Task;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    pub task: Task,
    pub deleted_at: Option<Timestamp>,
}
