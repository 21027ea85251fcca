//! The plan of a write.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::task::{NewTask, OperationResult, Progress, Status, Task, TaskCounters, TaskRecord, Version};

/// All rows that a store writes for one write, and the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Tasks that replace stored tasks. Each task is contained once.
    pub changed: Vec<TaskRecord>,
    /// Tasks to add, in the order of their future ids.
    pub added: Vec<AddedTask>,
    /// The counters to store.
    pub counter: TaskCounters,
    /// The result of each operation, in order of the operations.
    pub steps: Vec<PlannedStep>,
}

/// A task to add: complete except for its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedTask {
    /// The values of the task, shared with the caller because an imported file may be large.
    pub new: Arc<NewTask>,
    /// The owner's sequence number of the write.
    pub change_seq: i64,
    /// When the task is created.
    pub created_at: Timestamp,
    /// The completion time of a task that was completed after its creation. The completion counts as the second write.
    pub completed_at: Option<Timestamp>,
}

impl AddedTask {
    /// Returns the progress to store.
    pub fn progress(&self) -> Progress {
        let first = Progress::starting_in(self.new.status, self.created_at);
        self.completed_at.map_or(first, |at| first.moved_to(Status::Completed, at))
    }

    /// Returns the version to store: 2 if `completed_at` is set, otherwise 1.
    pub fn version(&self) -> Version {
        if self.completed_at.is_some() { Version::FIRST.next() } else { Version::FIRST }
    }

    /// Returns the value to store as `updated_at`: the time of the last change.
    pub fn updated_at(&self) -> Timestamp {
        self.completed_at.unwrap_or(self.created_at)
    }
}

/// The result of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedStep {
    /// The next task of [`Plan::added`] is added.
    Insert,
    /// The operation has this result, which does not depend on a new id.
    Known(OperationResult),
}

impl Plan {
    /// Returns whether the plan writes no task.
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
