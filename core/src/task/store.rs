//! The port behind which tasks are kept.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::page::Page;
use crate::store_error::StoreError;
use crate::task::{NewTask, Status, Task, TaskChange, TaskFilter, Version};

#[derive(Debug, Error)]
pub enum CreateTaskError {
    #[error("the owner has as many tasks as allowed")]
    QuotaExceeded,
    #[error("the owner is gone")]
    OwnerGone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A task as it is kept, deleted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTask {
    pub task: Task,
    pub deleted_at: Option<Timestamp>,
}

/// Tasks, each visible to its owner alone: a method that names another owner MUST behave as if the task did
/// not exist.
///
/// Every write MUST, in the same atomic step, increment the owner's sequence by one and stamp the task with it:
/// a write that fails or writes nothing MUST NOT use up a number. A deleted task MUST be kept, invisible to
/// every method here but [`list_kept`](Self::list_kept). A method MUST answer only when its write is durable.
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// Adds a task, created and updated `at`, with version 1.
    ///
    /// MUST fail with [`CreateTaskError::QuotaExceeded`], writing nothing, when the owner has `quota` tasks that
    /// are not deleted, also when many are created at once. MUST fail with [`CreateTaskError::OwnerGone`] when
    /// there is no such user.
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: u32,
    ) -> Result<Task, CreateTaskError>;

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// The owner's tasks that match, newest first: by `created_at`, then by `id`, both descending.
    async fn list(&self, owner: UserId, filter: &TaskFilter, page: Page) -> Result<Vec<Task>, StoreError>;

    /// At most so many of the owner's tasks, deleted ones too, that follow `after` in the order of their ids.
    async fn list_kept(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        at_most: u32,
    ) -> Result<Vec<KeptTask>, StoreError>;

    /// Writes a changed task, and returns it with its new sequence number.
    ///
    /// MUST write the task and the owner's next sequence number, or neither. MUST fail with
    /// [`StoreError::Conflict`], writing nothing, when the stored version is not `change.from_version` or the task
    /// is gone. MUST NOT change `id`, `owner_id` and `created_at`.
    async fn save(&self, change: &TaskChange) -> Result<Task, StoreError>;

    /// Moves a task to [`Status::toggled`] of whatever its status is when the write happens.
    ///
    /// MUST read the status and write its opposite in one atomic step: n toggles at once count as n. MUST return
    /// `None`, writing nothing, when there is no such task, its status is not among `from`, or its version is not
    /// `version` where one is given.
    async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        from: &[Status],
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<Option<Task>, StoreError>;

    /// Marks a task as deleted `at`, which is a write like any other: version and sequence move on.
    ///
    /// MUST return false, writing nothing, when there is no such task or its version is not `version` where one is
    /// given.
    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
}
