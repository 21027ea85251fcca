//! The port behind which tasks are kept.

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

/// Tasks, each visible to its owner alone: a method that names another owner MUST behave as if the task did
/// not exist.
///
/// Every write MUST, in the same atomic step, increment the owner's sequence by one and stamp the task with it:
/// a write that fails or writes nothing MUST NOT use up a number. In the same step it MUST change
/// [`Counter::stored_bytes`](crate::task::Counter::stored_bytes) by as much as the rows have grown or shrunk. A deleted task MUST be kept, invisible to
/// every method here but [`scan`](Self::scan), [`read_changes`](Self::read_changes) and
/// [`write`](Self::write). A method MUST answer only when its write is durable.
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

    /// The owner's tasks that match, in the order asked for, from there on where the query says so.
    ///
    /// MUST order as [`Sort::compare`](crate::task::Sort::compare) does, and match as [`TaskFilter::matches`] does,
    /// whatever the database's collation, case rules and wildcards are. The sequence number MUST be read no later than
    /// the tasks: what it vouches for, they show.
    ///
    /// A list that no index bounds ([`TaskQuery::is_bounded`]) is read in slices, in turn with those of other users: it may show
    /// writes that came meanwhile. It fails with [`StoreError::TooManyReads`] where it waited too long for others of its owner.
    ///
    /// MUST end where the page's [`read_limit`](crate::task::Page::read_limit) does, and MUST NOT hold more than a few rows
    /// behind that in memory. MUST say whether more tasks match.
    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError>;

    /// How many of the owner's tasks match; with a filter, in slices as in [`list`](Self::list).
    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError>;

    /// Counts the owner's tasks by status, and those due before `today`, in slices. The sequence number as in
    /// [`list`](Self::list).
    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError>;

    /// The number of the owner's last write; 0 before the first. MUST NOT read tasks.
    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError>;

    /// The owner's tasks, deleted ones too, whose last write has a number above `since`, by that number, up to `limit`. MUST
    /// show all of it as of one moment. MUST NOT hold more than a few rows behind the limit in memory, and MUST say whether more
    /// changes follow.
    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError>;

    /// The owner's tasks, deleted ones too, that follow `after` in the order of their ids, up to `limit`. MUST NOT hold more
    /// than a few rows behind the limit in memory.
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

    /// Carries out what is decided on locked rows: all of it, or nothing.
    ///
    /// MUST lock what `work.reads` names, then the owner's counter (for [`LockScope::Alike`](crate::task::LockScope::Alike),
    /// which locks no task, the counter first, so that none can be added), call `work.decide` once or more with what is
    /// stored then, and write its plan as it stands, in the same atomic step. A plan whose decision refuses, and an empty
    /// one without a key, MUST write nothing.
    ///
    /// With `work.once` the answer MUST be kept with the key in the same step. While a key is remembered, that is for
    /// [`KEY_LIFETIME`](crate::task::KEY_LIFETIME) up to `work.at`, the same owner's key MUST NOT do anything again: the same
    /// fingerprint is answered with what was kept, another one refused. Of many at once one MUST write, and the others
    /// hear its answer or that it is still running. A refused write leaves its key free. The key and its response MUST be
    /// counted with [`LockedWrite::count_key`]; an expired key that they replace MUST NOT be
    /// counted any more.
    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError>;
}
