//! How many tasks an owner has, and of which kind.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskSummary {
    /// The owner's sequence number: no older than this are the counts.
    pub seq: i64,
    pub pending: i64,
    pub in_progress: i64,
    pub completed: i64,
    /// Due before the day asked about, and not completed.
    pub overdue: i64,
}

impl TaskSummary {
    pub fn total(&self) -> i64 {
        self.pending + self.in_progress + self.completed
    }
}
