//! The numbers that every write of an owner changes.

/// What an owner's writes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// The number of the last write.
    pub seq: i64,
    /// How many tasks are not deleted.
    pub live_tasks: i64,
    /// The sum of [`stored_bytes`](super::TaskContent::stored_bytes) of all tasks, deleted ones included, and of
    /// [`key_bytes`](super::key_bytes) of all idempotency keys. Less than that, even less than 0, as long as older rows are not counted yet.
    pub stored_bytes: i64,
}
