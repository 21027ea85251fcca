//! What a store writes after a decision.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::task::{Counter, NewTask, OperationResult, Progress, Status, Task, TaskRecord, Version};

/// All that a store writes, exactly as it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Tasks that replace stored ones; each task once.
    pub changed: Vec<TaskRecord>,
    /// Tasks to add, in the order of their future ids.
    pub added: Vec<AddedTask>,
    /// Replaces the stored counter.
    pub counter: Counter,
    pub steps: Vec<PlannedStep>,
}

/// A task to add: complete except for its id.
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

/// The result of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedStep {
    /// The next of [`Plan::added`].
    Add,
    Is(OperationResult),
}

impl Plan {
    /// Whether the plan writes nothing.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty()
    }

    /// The result of each operation. `added` are the tasks that the store added for [`Plan::added`].
    pub fn written(self, added: Vec<Task>) -> Vec<OperationResult> {
        let mut added = added.into_iter().map(OperationResult::Created);
        let done = |step| match step {
            PlannedStep::Add => added.next(),
            PlannedStep::Is(written) => Some(written),
        };
        self.steps.into_iter().filter_map(done).collect()
    }
}
