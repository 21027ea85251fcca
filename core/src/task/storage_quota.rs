//! How much one user may store.

use crate::task::{Counter, CreateTaskError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageQuota {
    /// How many tasks, deleted ones aside.
    pub max_tasks: u32,
    /// How many bytes of tasks, deleted ones too, and of idempotency keys with their stored responses.
    pub max_bytes: i64,
}

impl StorageQuota {
    /// Why a task of so many bytes can't be added to what is counted. Only for a task that was refused: another write may
    /// have made room in between, and then it is worth another try.
    pub fn refusal(self, counter: Counter, bytes: i64) -> CreateTaskError {
        if counter.live_tasks >= i64::from(self.max_tasks) {
            return CreateTaskError::QuotaExceeded;
        }
        let missing = counter.stored_bytes.saturating_add(bytes).saturating_sub(self.max_bytes);
        CreateTaskError::StorageQuotaExceeded { missing: missing.max(1) }
    }
}
