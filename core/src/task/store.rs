//! The port for stored tasks.

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

/// Stored tasks, each visible only to its owner. For another owner, a method MUST behave as if the task did not exist.
///
/// In one atomic step, every write of a task MUST increment the owner's sequence by one, store the new number in the
/// task, and add the growth of the rows to [`TaskCounters::stored_bytes`](crate::task::TaskCounters::stored_bytes). A
/// write that fails or changes nothing MUST NOT increment the sequence. A deleted task MUST stay stored until it is
/// purged, but only [`scan`](Self::scan), [`read_changes`](Self::read_changes) and [`write`](Self::write) see it. A
/// method MUST return only when its write is durable.
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// Adds a task with version 1. `at` is its creation time and update time.
    ///
    /// MUST fail with [`CreateTaskError::Quota`], writing nothing, if [`StorageQuota::check`] rejects the task, even if many
    /// tasks are created concurrently. MUST fail with [`CreateTaskError::OwnerDeleted`] if the user does not exist.
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError>;

    /// Returns the task, unless it was deleted.
    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// Returns the owner's tasks that match the query, after the position and in the order of the query.
    ///
    /// MUST order like [`Sort::compare`](crate::task::Sort::compare) and match like [`TaskFilter::matches`], regardless
    /// of the database's collation, case rules and wildcards. MUST read the sequence number no later than the tasks, so
    /// that the tasks include every write up to this number.
    ///
    /// A list that is not limited by an index ([`TaskQuery::is_bounded`]) is read in slices, which alternate with the slices of
    /// other users. Such a list may include later writes. The read fails with [`StoreError::TooManyReads`] after waiting too
    /// long for other expensive reads.
    ///
    /// MUST end at the page's [`read_limit`](crate::task::Page::read_limit), and MUST return whether more tasks match.
    /// The read of a bounded list MUST NOT hold more than a few rows beyond this limit in memory.
    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError>;

    /// Counts the owner's matching tasks. With a filter, the tasks are read in slices, as in [`list`](Self::list).
    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError>;

    /// Counts the owner's tasks by status, and the tasks that are overdue on `today`, in slices. The sequence number is read as
    /// in [`list`](Self::list).
    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError>;

    /// Returns the sequence number of the owner's last write, or 0 before the first write. MUST NOT read tasks.
    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError>;

    /// Returns the changes after `since`: the owner's tasks, including deleted ones, whose last write has a greater sequence
    /// number. The tasks are in order of this number, up to `limit`. MUST read the page from one snapshot. MUST NOT hold more
    /// than a few rows beyond the limit in memory, and MUST return whether more changes follow.
    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError>;

    /// Returns the owner's tasks, including deleted ones, with ids greater than `after`, in order of id, up to `limit`. MUST
    /// NOT hold more than a few rows beyond the limit in memory.
    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError>;

    /// Returns the owner's counters and, for each of `tasks`, at most one live task with the same content. The returned
    /// tasks are the ones that [`ContentMatcher`](crate::task::ContentMatcher) claims when it sees the stored tasks in
    /// order of id. If the owner does not exist, returns zeros and no tasks.
    ///
    /// MUST read the counters and the tasks from one snapshot, and MUST NOT lock rows or wait for locks.
    async fn read_with_same_content(
        &self,
        owner: UserId,
        tasks: &Arc<[Arc<NewTask>]>,
    ) -> Result<LockedRows, StoreError>;

    /// Writes a changed task, and returns it with its new sequence number.
    ///
    /// MUST write both the task and the owner's next sequence number, or neither. MUST fail with [`StoreError::Conflict`],
    /// writing nothing, if the stored version is not `change.from_version`, if the task was deleted, or if
    /// [`StorageQuota::check`] rejects the change. MUST NOT change `id`, `owner_id` and `created_at`.
    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError>;

    /// Marks a task as deleted at the time `at`. Like any other write, a deletion increments the version and the sequence.
    ///
    /// MUST return false, writing nothing, if the task does not exist, or if `version` is given and the task has another
    /// version.
    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Decides on locked rows, and writes the resulting plan atomically.
    ///
    /// In one atomic step, MUST lock the tasks of `work.scope`, then lock the owner's counters, call `work.decide` at least once
    /// with the locked rows, and write exactly its plan. [`LockScope::SameContent`](crate::task::LockScope::SameContent) locks
    /// no tasks. With this scope, the counters MUST be locked before the tasks are read, so that a concurrent write can't add a
    /// task. MUST write nothing if `work.decide` fails, or if the plan is empty and there is no idempotency key.
    ///
    /// With `work.idempotency`, the key and its response MUST be stored in the same step. If the owner used the key
    /// within [`KEY_LIFETIME`](crate::task::KEY_LIFETIME) before `work.at`, the write MUST change nothing: with the
    /// same digest it MUST return the stored response, and with another digest it MUST fail. Of concurrent writes with
    /// the same key, exactly one MUST write. The other writes MUST return its response or
    /// [`IdempotencyKeyError::InUse`](crate::task::IdempotencyKeyError::InUse). A failed write MUST NOT store its key.
    /// The bytes of the key and its response MUST be added with [`LockedWrite::count_key`], and the bytes of a replaced
    /// expired key MUST be subtracted.
    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError>;
}
