//! A write that is decided while the rows are locked: the rows to lock, and the decision.

use std::fmt;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::task::{
    CounterDelta, FailedOperation, IdempotentRequest, NewTask, Plan, StorageQuota, TaskCounters, TaskRecord,
};

/// The tasks that a decision is based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockScope {
    /// The existing tasks with these ids, including deleted ones.
    Ids(Vec<TaskId>),
    /// The live tasks with the same content as these new tasks, at most one for each new task.
    /// [`ContentMatcher`](crate::task::ContentMatcher) selects the live tasks, which are not locked. A plan with this
    /// scope only adds tasks.
    SameContent(Arc<[Arc<NewTask>]>),
}

/// The rows of one owner that a decision is based on. Until the plan is written, a store locks the counters and the tasks
/// of [`LockScope::Ids`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedRows {
    /// The tasks, in order of id.
    pub tasks: Vec<TaskRecord>,
    /// The owner's counters. All are 0 for an owner without writes.
    pub counter: TaskCounters,
}

/// A pure function from the locked rows to the plan that the store writes.
pub type Decide = Arc<dyn Fn(&LockedRows) -> Result<Plan, FailedOperation> + Send + Sync>;

/// A write that is decided on locked rows.
#[derive(Clone)]
pub struct LockedWrite {
    /// The tasks to read and, for [`LockScope::Ids`], to lock.
    pub scope: LockScope,
    /// Returns the plan for the locked rows.
    pub decide: Decide,
    /// The idempotency key of the request, if it has one.
    pub idempotency: Option<IdempotentRequest>,
    /// The storage quota of the owner. The bytes of the idempotency key are checked against the quota after the plan is
    /// made.
    pub quota: StorageQuota,
    /// The time of the write.
    pub at: Timestamp,
}

impl LockedWrite {
    /// Adds the bytes of the idempotency key to the plan's counters. If the new counters exceed the quota, the error
    /// contains the index of the last operation. `operations` is the number of operations.
    pub fn count_key(
        &self,
        counter: TaskCounters,
        bytes: i64,
        operations: usize,
    ) -> Result<TaskCounters, FailedOperation> {
        let growth = CounterDelta { tasks: 0, bytes };
        let counted = counter.with_delta(growth);
        let index = operations.saturating_sub(1);
        match self.quota.check(counted, growth) {
            Ok(()) => Ok(counted),
            Err(exceeded) => Err(FailedOperation { index, error: exceeded.into() }),
        }
    }
}

impl fmt::Debug for LockedWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, idempotency, quota, at, decide: _ } = self;
        f.debug_struct("LockedWrite")
            .field("scope", scope)
            .field("idempotency", idempotency)
            .field("quota", quota)
            .field("at", at)
            .finish_non_exhaustive()
    }
}
