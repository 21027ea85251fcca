//! A write that is decided while the rows are locked: what the store reads, and how core decides.

use std::fmt;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::ids::TaskId;
use crate::task::{Counter, Growth, KeptTask, NewTask, Once, Plan, Refused, StorageQuota};

/// The tasks that a decision is based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// The tasks with these ids that exist, deleted ones too.
    Tasks(Vec<TaskId>),
    /// Tasks that are not deleted and have the content of one of these, at most one for each, as
    /// [`Alike`](crate::task::Alike) finds them. A plan based on them only adds tasks.
    Alike(Arc<[Arc<NewTask>]>),
}

/// The rows of one owner that a decision is based on. A store locks them until the plan is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// By id.
    pub tasks: Vec<KeptTask>,
    pub counter: Counter,
}

/// A pure function from the locked rows to the plan that the store writes.
pub type Deciding = Arc<dyn Fn(&Locked) -> Result<Plan, Refused> + Send + Sync>;

/// A write that is decided on locked rows.
#[derive(Clone)]
pub struct TaskWork {
    pub reads: Reads,
    pub decide: Deciding,
    pub once: Option<Once>,
    /// For the idempotency key, which is counted after the plan.
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
