//! Writes that are decided while the rows are locked: what a store reads, what core decides, what the store then writes.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::store_error::StoreError;
use crate::task::{
    EditRefused, KeptTask, KeyRefused, NewTask, Once, Progress, Status, Task, TransitionRefused, Version,
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
    #[error("the owner has as many tasks as allowed")]
    QuotaExceeded,
    /// So many bytes are missing to do all that was asked for.
    #[error("the owner stores as much as allowed: {missing} bytes are missing")]
    StorageQuotaExceeded { missing: i64 },
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
            Self::StorageQuotaExceeded { missing } => Some(*missing),
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

/// One owner's rows, which nobody else can write until the decision is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// By id.
    pub tasks: Vec<KeptTask>,
    pub counter: Counter,
}

/// What an owner's writes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// The number of the last write.
    pub seq: i64,
    /// How many tasks are not deleted.
    pub live_tasks: i64,
    /// What all tasks, deleted ones too, and all idempotency keys count by [`TaskContent::stored_bytes`](crate::task::TaskContent::stored_bytes) and
    /// [`key_bytes`](crate::task::key_bytes). Less than that, even less than 0, as long as older rows are not counted yet.
    pub stored_bytes: i64,
}

impl Counter {
    /// With a key that is stored with the response to `operations`, if there is room for it. The last operation is the one
    /// that is refused.
    pub fn with_key(self, bytes: i64, max_bytes: i64, operations: usize) -> Result<Self, Refused> {
        let stored_bytes = self.stored_bytes.saturating_add(bytes);
        if stored_bytes > max_bytes {
            let refusal = Refusal::StorageQuotaExceeded { missing: stored_bytes.saturating_sub(max_bytes) };
            return Err(Refused { operation: operations.saturating_sub(1), refusal });
        }
        Ok(Self { stored_bytes, ..self })
    }
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
    /// Shared with whoever wants it added: a file of tasks may be large.
    pub new: Arc<NewTask>,
    pub change_seq: i64,
    pub created_at: Timestamp,
    /// For one with a past: when it was completed, which was its second write.
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

/// What came of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    Created(Task),
    Changed(Task),
    /// There was nothing to change.
    Unchanged(Task),
    Deleted(TaskId),
}

impl Written {
    pub fn task(&self) -> Option<&Task> {
        match self {
            Self::Created(task) | Self::Changed(task) | Self::Unchanged(task) => Some(task),
            Self::Deleted(_) => None,
        }
    }
}

impl Plan {
    /// Writes nothing.
    pub(super) fn nothing(locked: &Locked) -> Self {
        Self { changed: Vec::new(), added: Vec::new(), counter: locked.counter, steps: Vec::new() }
    }

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
    /// How many bytes the owner may store once the key of `once` is stored too.
    pub max_bytes: i64,
    pub at: Timestamp,
}

impl fmt::Debug for TaskWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reads, once, max_bytes, at, decide: _ } = self;
        f.debug_struct("TaskWork")
            .field("reads", reads)
            .field("once", once)
            .field("max_bytes", max_bytes)
            .field("at", at)
            .finish_non_exhaustive()
    }
}
