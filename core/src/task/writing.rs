//! Writes that are decided while the rows are locked: what a store reads, what core decides, what the store then writes.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::store_error::StoreError;
use crate::task::{
    Counter, EditRefused, Growth, KeptTask, KeyRefused, NewTask, Once, Progress, QuotaExceeded, Status,
    StorageQuota, Task, TransitionRefused, Version, Written,
};

/// Why an operation is not done. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("no such task")]
    NotFound,
    /// The caller builds on a version that is not stored any more.
    #[error("the task has version {current} by now")]
    Stale { current: Version },
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    #[error(transparent)]
    Transition(#[from] TransitionRefused),
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    #[error("the task is not deleted")]
    NotDeleted,
    #[error("the task was deleted too long ago")]
    RestoreExpired,
    /// The answer would be kept with a key, and is larger than that may be.
    #[error("the tasks hold more text than is kept with a key")]
    TooMuchToKeep,
}

impl Refusal {
    /// How many bytes would have to be free.
    pub(super) fn missing_bytes(&self) -> Option<i64> {
        match self {
            Self::Quota(exceeded) => exceeded.missing_bytes(),
            _ => None,
        }
    }
}

impl From<EditRefused> for Refusal {
    fn from(refused: EditRefused) -> Self {
        match refused {
            EditRefused::ConflictingStatus => Self::ConflictingStatus,
            EditRefused::Transition(refused) => Self::Transition(refused),
        }
    }
}

/// The operation that is not done, counted from 0, and with it none of the others.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("operation {operation}: {refusal}")]
pub struct Refused {
    pub operation: usize,
    pub refusal: Refusal,
}

#[derive(Debug, Error)]
pub enum WriteTasksError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("the owner is gone")]
    OwnerGone,
    #[error(transparent)]
    Key(#[from] KeyRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which tasks a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// These, deleted or not, as far as they exist.
    Tasks(Vec<TaskId>),
    /// Those that are not deleted and have the content of one of these, at most one for each: as [`Alike`](crate::task::Alike)
    /// finds them. A plan made of them adds tasks and changes none.
    Alike(Arc<[Arc<NewTask>]>),
}

/// The rows of one owner that a decision is based on. In [`TaskStore::write`](crate::task::TaskStore::write) they are locked
/// until its plan is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// By id.
    pub tasks: Vec<KeptTask>,
    pub counter: Counter,
}

/// What is to be written, and nothing else. A store carries it out as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// To be put over what is stored; each task once.
    pub changed: Vec<KeptTask>,
    /// To be added, in this order, which is also that of their ids.
    pub added: Vec<AddedTask>,
    /// To be put over what is stored.
    pub counter: Counter,
    pub steps: Vec<PlannedStep>,
}

/// A task that has everything but its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedTask {
    /// Shared with the caller: a file of tasks may be large.
    pub new: Arc<NewTask>,
    pub change_seq: i64,
    pub created_at: Timestamp,
    /// For a task that is added with a history: when it was completed, by its second write.
    pub completed_at: Option<Timestamp>,
}

impl AddedTask {
    pub fn progress(&self) -> Progress {
        let first = Progress::starting_in(self.new.status, self.created_at);
        self.completed_at.map_or(first, |at| first.moved_to(Status::Completed, at))
    }

    pub fn version(&self) -> Version {
        if self.completed_at.is_some() { Version::FIRST.next() } else { Version::FIRST }
    }

    pub fn updated_at(&self) -> Timestamp {
        self.completed_at.unwrap_or(self.created_at)
    }
}

/// What becomes of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedStep {
    /// The next of [`Plan::added`].
    Add,
    Is(Written),
}

impl Plan {
    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty()
    }

    /// What came of each operation; `added` are the tasks that the store added for [`Plan::added`].
    pub fn written(self, added: Vec<Task>) -> Vec<Written> {
        let mut added = added.into_iter().map(Written::Created);
        let done = |step| match step {
            PlannedStep::Add => added.next(),
            PlannedStep::Is(written) => Some(written),
        };
        self.steps.into_iter().filter_map(done).collect()
    }
}

/// A pure function from what is locked to what is written.
pub type Deciding = Arc<dyn Fn(&Locked) -> Result<Plan, Refused> + Send + Sync>;

/// A write that is decided on locked rows.
#[derive(Clone)]
pub struct TaskWork {
    pub reads: Reads,
    pub decide: Deciding,
    pub once: Option<Once>,
    /// Also for the key of `once`, which is counted after the plan.
    pub quota: StorageQuota,
    pub at: Timestamp,
}

impl TaskWork {
    /// The plan's counter once the idempotency key is stored too. The quota error names the last of `operations`.
    pub fn count_key(&self, counter: Counter, bytes: i64, operations: usize) -> Result<Counter, Refused> {
        let growth = Growth { tasks: 0, bytes };
        let counted = counter.grown_by(growth);
        let operation = operations.saturating_sub(1);
        match self.quota.check(counted, growth) {
            Ok(()) => Ok(counted),
            Err(exceeded) => Err(Refused { operation, refusal: exceeded.into() }),
        }
    }
}

impl fmt::Debug for TaskWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reads, once, quota, at, decide: _ } = self;
        f.debug_struct("TaskWork")
            .field("reads", reads)
            .field("once", once)
            .field("quota", quota)
            .field("at", at)
            .finish_non_exhaustive()
    }
}
