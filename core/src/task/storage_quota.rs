//! The storage quota of a user.

use thiserror::Error;

use crate::task::{CounterDelta, TaskCounters};

/// The storage limits of one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageQuota {
    /// The maximum number of tasks, excluding deleted ones.
    pub max_tasks: u32,
    /// The maximum number of bytes of tasks, including deleted ones, and of idempotency keys with their stored responses.
    pub max_bytes: i64,
}

/// The part of a quota that a write exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuotaExceeded {
    /// The owner would have more than the maximum number of tasks.
    #[error("the user would have more than the maximum number of tasks")]
    Tasks,
    /// The owner would store more than the maximum number of bytes.
    #[error("the write exceeds the storage quota of the user by {excess} bytes")]
    Bytes {
        /// The number of bytes over the quota.
        excess: i64,
    },
}

impl QuotaExceeded {
    pub(super) fn excess_bytes(self) -> Option<i64> {
        match self {
            Self::Tasks => None,
            Self::Bytes { excess } => Some(excess),
        }
    }
}

impl StorageQuota {
    /// The default quota: 10,000 tasks and 256 MiB.
    pub const DEFAULT: Self = Self { max_tasks: 10_000, max_bytes: 256 << 20 };

    /// Checks a write that adds `growth`. `counted` are the counters after the write. A write without growth is always allowed,
    /// even if the owner is over the quota.
    ///
    /// A store that updates the counter in one SQL statement uses the same condition.
    pub fn check(self, counted: TaskCounters, growth: CounterDelta) -> Result<(), QuotaExceeded> {
        if growth.tasks > 0 && counted.live_tasks > i64::from(self.max_tasks) {
            return Err(QuotaExceeded::Tasks);
        }
        let excess = counted.stored_bytes.saturating_sub(self.max_bytes);
        if excess > 0 && (growth.tasks > 0 || growth.bytes > 0) {
            return Err(QuotaExceeded::Bytes { excess });
        }
        Ok(())
    }
}

impl Default for StorageQuota {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: StorageQuota = StorageQuota { max_tasks: 3, max_bytes: 1000 };

    fn check(live_tasks: i64, stored_bytes: i64, tasks: i64, bytes: i64) -> Result<(), QuotaExceeded> {
        QUOTA.check(TaskCounters { seq: 9, live_tasks, stored_bytes }, CounterDelta { tasks, bytes })
    }

    #[test]
    fn write_that_grows_beyond_the_quota_is_rejected() {
        assert_eq!(check(3, 1000, 1, 600), Ok(()));
        assert_eq!(check(4, 1000, 1, 600), Err(QuotaExceeded::Tasks));
        assert_eq!(check(3, 1001, 1, 600), Err(QuotaExceeded::Bytes { excess: 1 }));
        assert_eq!(check(3, 1001, 0, 1), Err(QuotaExceeded::Bytes { excess: 1 }));
        // A restored task adds no bytes, but can no longer be purged to make room.
        assert_eq!(check(3, 1001, 1, 0), Err(QuotaExceeded::Bytes { excess: 1 }));
    }

    #[test]
    fn write_that_adds_nothing_is_allowed_over_the_quota() {
        for (tasks, bytes) in [(0, 0), (0, -5), (-1, 0), (-1, -5)] {
            assert_eq!(check(9, 9000, tasks, bytes), Ok(()), "{tasks} tasks, {bytes} bytes");
        }
        // Longer text is allowed even if the owner has too many tasks.
        assert_eq!(check(9, 1000, 0, 5), Ok(()));
    }
}
