//! The port of task stores.

use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    ChangesPage, CreateTaskError, DueDate, LockedRows, LockedWrite, NewTask, OperationResult, Outcome,
    ReadLimit, StorageQuota, Task, TaskChange, TaskFilter, TaskList, TaskQuery, TaskRecord, TaskSummary,
    Version, WriteTasksError,
};

/// Stored tasks, each visible to its owner alone: a method that names another owner MUST behave as if the task did not
/// exist.
///
/// Every write MUST increment the owner's sequence by one and store the new number in the task, in the same atomic step. A
/// write that fails or writes nothing MUST NOT use up a number. In the same step the write MUST change
/// [`Counter::stored_bytes`](crate::task::Counter::stored_bytes) by as much as the rows grow or shrink. A deleted task MUST
/// stay stored, invisible to every method of this port except [`scan`](Self::scan), [`read_changes`](Self::read_changes) and
/// [`write`](Self::write). A method MUST return only when its write is durable.
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// Adds a task, created and updated `at`, with version 1.
    ///
    /// MUST fail with [`CreateTaskError::Quota`], writing nothing, when [`StorageQuota::check`] rejects the task, also when
    /// many tasks are created at once. MUST fail with [`CreateTaskError::OwnerGone`] when there is no such user.
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError>;

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// The owner's tasks that match, in the order of the query, from the query's position on.
    ///
    /// MUST order as [`Sort::compare`](crate::task::Sort::compare) does, and match as [`TaskFilter::matches`] does,
    /// whatever the database's collation, case rules and wildcards are. The sequence number MUST be read no later than the
    /// tasks, so that the tasks include every write up to it.
    ///
    /// A list that no index bounds ([`TaskQuery::is_bounded`]) is read in slices, in turn with the slices of other users. It may
    /// include later writes. It fails with [`StoreError::TooManyReads`] after waiting too long for other reads of its owner.
    ///
    /// MUST end where the page's [`read_limit`](crate::task::Page::read_limit) does, and MUST NOT hold more than a few rows
    /// beyond it in memory. MUST return whether more tasks match.
    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError>;

    /// The number of the owner's tasks that match; with a filter, in slices as in [`list`](Self::list).
    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError>;

    /// Counts the owner's tasks by status, and the overdue ones as of `today`, in slices. The sequence number is read as in
    /// [`list`](Self::list).
    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError>;

    /// The number of the owner's last write; 0 before the first. MUST NOT read tasks.
    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError>;

    /// The owner's tasks, deleted ones too, whose last write has a number above `since`, in the order of these numbers, up to
    /// `limit`. MUST read all of it as of one moment. MUST NOT hold more than a few rows beyond the limit in memory, and MUST
    /// return whether more changes follow.
    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError>;

    /// The owner's tasks, deleted ones too, that follow `after` in the order of their ids, up to `limit`. MUST NOT hold more
    /// than a few rows beyond the limit in memory.
    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError>;

    /// The owner's counter, and those tasks that are not deleted and have the content of one of `tasks`, at most one for each: as
    /// [`Alike`](crate::task::Alike) finds them, by id. All zero and no tasks when there is no such owner.
    ///
    /// MUST read all of it as of one moment, and MUST NOT lock rows or wait for locks.
    async fn read_alike(&self, owner: UserId, tasks: &Arc<[Arc<NewTask>]>) -> Result<LockedRows, StoreError>;

    /// Writes a changed task, and returns it with its new sequence number.
    ///
    /// MUST write the task and the owner's next sequence number, or neither. MUST fail with
    /// [`StoreError::Conflict`], writing nothing, when the stored version is not `change.from_version` or the task
    /// is gone; and when [`StorageQuota::check`] rejects the change. MUST NOT change `id`, `owner_id` and `created_at`.
    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError>;

    /// Marks a task as deleted `at`. Like any other write, this increments the version and the sequence.
    ///
    /// MUST return false, writing nothing, when there is no such task, or when `version` is given and the task has another one.
    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Decides on locked rows, and writes the resulting plan: all of it, or nothing.
    ///
    /// In one atomic step, MUST lock the tasks of `work.scope`, then the owner's counter, call `work.decide` once or
    /// more with the rows stored then, and write its plan as it stands. For
    /// [`LockScope::Alike`](crate::task::LockScope::Alike), which locks no task, the counter MUST be locked first, so
    /// that no task can be added. MUST write nothing when `work.decide` fails, and when the plan is empty and there
    /// is no idempotency key.
    ///
    /// With `work.once`, the key and its response MUST be stored in the same step. For
    /// [`KEY_LIFETIME`](crate::task::KEY_LIFETIME) up to `work.at`, another write with the same owner's key MUST
    /// write nothing: with the same digest it MUST return the stored response, with another one it MUST fail. Of
    /// concurrent writes with one key, one MUST write, and the others MUST return its response or
    /// [`KeyRefused::InUse`](crate::task::KeyRefused::InUse). A write that fails MUST leave its key unused. The key
    /// and its response MUST be counted with [`LockedWrite::count_key`]; an expired key that they replace MUST NOT be
    /// counted any more.
    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError>;
}
