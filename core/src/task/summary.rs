//! The number of an owner's tasks by status.

/// The task counts of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskSummary {
    /// The owner's sequence number. The summary includes every write up to this number.
    pub seq: i64,
    /// Pending tasks.
    pub pending: i64,
    /// Tasks in progress.
    pub in_progress: i64,
    /// Completed tasks.
    pub completed: i64,
    /// Tasks that are due before the given day and not completed.
    pub overdue: i64,
}

impl TaskSummary {
    /// Adds the counts of other tasks. Does not change the sequence number.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            seq: self.seq,
            pending: self.pending + other.pending,
            in_progress: self.in_progress + other.in_progress,
            completed: self.completed + other.completed,
            overdue: self.overdue + other.overdue,
        }
    }

    /// Returns the total number of tasks.
    pub fn total(&self) -> i64 {
        self.pending + self.in_progress + self.completed
    }
}
