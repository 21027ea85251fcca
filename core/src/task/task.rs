//! A stored task.

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::task::{Progress, TaskContent, Version};

/// A stored task that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The id, which is never reused.
    pub id: TaskId,
    /// The user who owns the task. Other users can't see it.
    pub owner_id: UserId,
    /// Title, description and the other fields that the owner sets.
    pub content: TaskContent,
    /// The status, with the completion time.
    pub progress: Progress,
    /// The version, which is also the entity tag.
    pub version: Version,
    /// The owner's sequence number of the last write of this task.
    pub change_seq: i64,
    /// When the task was created.
    pub created_at: Timestamp,
    /// When the task was last written.
    pub updated_at: Timestamp,
}
