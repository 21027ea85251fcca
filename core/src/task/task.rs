//! A stored task.

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::task::{Progress, TaskContent, Version};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub owner_id: UserId,
    pub content: TaskContent,
    pub progress: Progress,
    pub version: Version,
    /// The owner's sequence number of the last write of this task.
    pub change_seq: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
