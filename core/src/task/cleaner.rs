//! Removes expired data in small steps, so that requests do not wait for the cleanup.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{KEY_LIFETIME, OverQuota, Purged, TOMBSTONE_RETENTION, TaskRetention};

/// Maximum number of users read per statement.
const MAX_USERS_PER_STATEMENT: u32 = 100;
/// Maximum number of rows removed per statement.
const MAX_ROWS_PER_STATEMENT: u32 = 500;
/// Time between two recounts of the stored bytes of a user. Recounts are needed because replicas of an older version
/// write without counting.
const RECOUNTED_AFTER: TimeDelta = TimeDelta::days(1);

/// A kind of data that expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expired {
    /// Deleted tasks that can no longer be restored.
    DeletedTasks,
    /// Idempotency keys that are no longer valid.
    Keys,
}

/// Removes deleted tasks and idempotency keys after their retention.
#[derive(Clone)]
pub struct TaskCleaner {
    retention: Arc<dyn TaskRetention>,
    clock: Arc<dyn Clock>,
    max_bytes: i64,
}

impl TaskCleaner {
    /// Creates a cleaner. `max_bytes` is the storage quota of one user.
    pub fn new(retention: Arc<dyn TaskRetention>, clock: Arc<dyn Clock>, max_bytes: i64) -> Self {
        Self { retention, clock, max_bytes }
    }

    /// Returns the next users over the quota. Call this method with the last returned user until it returns an empty
    /// list.
    pub async fn find_over_quota(&self, after: Option<UserId>) -> Result<Vec<OverQuota>, StoreError> {
        self.retention.find_over_quota(self.max_bytes, after, MAX_USERS_PER_STATEMENT).await
    }

    /// Purges some deleted tasks of a user who is over the quota. Call this method with the remaining excess until it
    /// purges no rows.
    pub async fn purge_excess(&self, over: OverQuota) -> Result<Purged, StoreError> {
        self.retention.purge_oldest_deleted(over.owner, over.excess, &[], MAX_ROWS_PER_STATEMENT).await
    }

    /// Returns the next users whose stored bytes must be recounted. Recount these users, then call this method again.
    pub async fn find_due_for_recount(&self) -> Result<Vec<UserId>, StoreError> {
        self.retention.find_due_for_recount(self.clock.now() - RECOUNTED_AFTER, MAX_USERS_PER_STATEMENT).await
    }

    /// Recounts the stored bytes of the user, and returns the new count minus the old count.
    pub async fn recount(&self, user: UserId) -> Result<i64, StoreError> {
        self.retention.recount(user, self.clock.now()).await
    }

    /// Returns the next users with expired data. Call this method with the last returned user until it returns an empty
    /// list.
    pub async fn find_users(&self, what: Expired, after: Option<UserId>) -> Result<Vec<UserId>, StoreError> {
        let now = self.clock.now();
        match what {
            Expired::DeletedTasks => {
                self.retention
                    .find_owners_of_deleted(now - TOMBSTONE_RETENTION, after, MAX_USERS_PER_STATEMENT)
                    .await
            }
            Expired::Keys => {
                self.retention.find_users_of_keys(now - KEY_LIFETIME, after, MAX_USERS_PER_STATEMENT).await
            }
        }
    }

    /// Removes some expired data of one user, and returns the number of rows. Call this method until it returns 0.
    pub async fn purge_some(&self, what: Expired, user: UserId) -> Result<usize, StoreError> {
        let now = self.clock.now();
        match what {
            Expired::DeletedTasks => {
                self.retention.purge_deleted(user, now - TOMBSTONE_RETENTION, MAX_ROWS_PER_STATEMENT).await
            }
            Expired::Keys => {
                self.retention.purge_keys(user, now - KEY_LIFETIME, MAX_ROWS_PER_STATEMENT).await
            }
        }
    }
}
