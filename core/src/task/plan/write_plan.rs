//! The rows that a store writes for a decided operation.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::task::{NewTask, OperationResult, Progress, Status, Task, TaskCounters, TaskRecord, Version};

/// All rows that a store writes, without further decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Tasks that replace stored ones. Each task is contained once.
    pub changed: Vec<TaskRecord>,
    /// Tasks to add, in the order of their future ids.
    pub added: Vec<AddedTask>,
    /// Replaces the stored counter.
    pub counter: TaskCounters,
    /// The result of each operation, in their order.
    pub steps: Vec<PlannedStep>,
}

/// A task to add: complete except for its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedTask {
    /// Shared with the caller, because an imported file may be large.
    pub new: Arc<NewTask>,
    /// The owner's sequence number of the write.
    pub change_seq: i64,
    /// When the task is created.
    pub created_at: Timestamp,
    /// When a task that is added with a history was completed. The completion counts as its second write.
    pub completed_at: Option<Timestamp>,
}

impl AddedTask {
    /// Returns the progress to store.
    pub fn progress(&self) -> Progress {
        let first = Progress::starting_in(self.new.status, self.created_at);
        self.completed_at.map_or(first, |at| first.moved_to(Status::Completed, at))
    }

    /// Returns the version to store: 2 if the task has a completion time of its own, otherwise 1.
    pub fn version(&self) -> Version {
        if self.completed_at.is_some() { Version::FIRST.next() } else { Version::FIRST }
    }

    /// Returns the time of the last change to store.
    pub fn updated_at(&self) -> Timestamp {
        self.completed_at.unwrap_or(self.created_at)
    }
}

/// The result of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedStep {
    /// The next task of [`Plan::added`] is added.
    Insert,
    /// The operation has this result, which needs no id.
    Known(OperationResult),
}

impl Plan {
    /// Whether the plan writes nothing.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty()
    }

    /// Returns the result of each operation. `added` contains the stored tasks for [`Plan::added`].
    pub fn results(self, added: Vec<Task>) -> Vec<OperationResult> {
        let mut added = added.into_iter().map(OperationResult::Created);
        let done = |step| match step {
            PlannedStep::Insert => added.next(),
            PlannedStep::Known(written) => Some(written),
        };
        self.steps.into_iter().filter_map(done).collect()
    }
}
