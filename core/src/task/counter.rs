//! The numbers that every write of an owner changes.

/// What an owner's writes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// The number of the last write.
    pub seq: i64,
    /// How many tasks are not deleted.
    pub live_tasks: i64,
    /// What all tasks, deleted ones too, and all idempotency keys count by [`task_bytes`](crate::task::task_bytes) and
    /// [`key_bytes`](crate::task::key_bytes). Less than that, even less than 0, as long as older rows are not counted yet.
    pub stored_bytes: i64,
}
