//! The numbers that every write of an owner changes.

/// What an owner's writes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// The number of the last write.
    pub seq: i64,
    /// The number of tasks that are not deleted.
    pub live_tasks: i64,
    /// The sum of [`stored_bytes`](super::TaskContent::stored_bytes) of all tasks, with deleted ones, and of
    /// [`key_bytes`](super::key_bytes) of all idempotency keys. Less than that, even negative, while rows of an older
    /// version are not counted yet.
    pub stored_bytes: i64,
}

impl Counter {
    /// The counter after a write that adds `growth`. The sequence number stays.
    #[must_use]
    pub fn grown_by(self, growth: Growth) -> Self {
        Self {
            live_tasks: self.live_tasks.saturating_add(growth.tasks),
            stored_bytes: self.stored_bytes.saturating_add(growth.bytes),
            ..self
        }
    }
}

/// What a write adds to its owner's counter. Negative for what it removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Growth {
    pub tasks: i64,
    pub bytes: i64,
}
