//! The counters of an owner. Every write updates these counters.

/// The counters of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskCounters {
    /// The sequence number of the last write.
    pub seq: i64,
    /// The number of tasks that are not deleted.
    pub live_tasks: i64,
    /// The sum of [`stored_bytes`](super::TaskContent::stored_bytes) of all tasks, including deleted ones, and of
    /// [`key_bytes`](super::key_bytes) of all idempotency keys. The sum is too low, and may be negative, until the rows
    /// that an older version wrote are counted.
    pub stored_bytes: i64,
}

impl TaskCounters {
    /// Returns the counters after a write that adds `growth`, with the same sequence number.
    #[must_use]
    pub fn with_delta(self, growth: CounterDelta) -> Self {
        Self {
            live_tasks: self.live_tasks.saturating_add(growth.tasks),
            stored_bytes: self.stored_bytes.saturating_add(growth.bytes),
            ..self
        }
    }
}

/// The change that a write makes to the counters of the owner. Negative numbers mean a decrease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CounterDelta {
    /// The increase of [`TaskCounters::live_tasks`].
    pub tasks: i64,
    /// The increase of [`TaskCounters::stored_bytes`].
    pub bytes: i64,
}
