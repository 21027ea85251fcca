//! Removing expired data in small steps, so that no request waits for it.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{KEPT_AFTER_DELETION, KEY_LIFETIME, OverQuota, Purged, TaskRetention};

/// How many users are looked up at once.
const USERS: u32 = 100;
/// How many rows are removed at once.
const ROWS: u32 = 500;
/// How long a count of stored bytes is valid: replicas of an older version write without counting.
const RECOUNTED_AFTER: TimeDelta = TimeDelta::days(1);

/// Data that is removed when it expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expired {
    /// Deleted tasks that can't be restored any more.
    DeletedTasks,
    /// Idempotency keys that are not valid any more.
    Keys,
}

#[derive(Clone)]
pub struct TaskCleaner {
    retention: Arc<dyn TaskRetention>,
    clock: Arc<dyn Clock>,
    max_bytes: i64,
}

impl TaskCleaner {
    /// `max_bytes` is how much one user may store.
    pub fn new(retention: Arc<dyn TaskRetention>, clock: Arc<dyn Clock>, max_bytes: i64) -> Self {
        Self { retention, clock, max_bytes }
    }

    /// The next users who are over the quota. Call it with the last of them until it returns none.
    pub async fn find_over_quota(&self, after: Option<UserId>) -> Result<Vec<OverQuota>, StoreError> {
        self.retention.find_over_quota(self.max_bytes, after, USERS).await
    }

    /// Removes some deleted tasks of a user who is over the quota. Call it with the remaining excess until it removes nothing.
    pub async fn purge_excess(&self, over: OverQuota) -> Result<Purged, StoreError> {
        self.retention.purge_oldest_deleted(over.owner, over.excess, &[], ROWS).await
    }

    /// The next users whose stored bytes must be counted. Call it again when they are counted.
    pub async fn find_uncounted(&self) -> Result<Vec<UserId>, StoreError> {
        self.retention.find_uncounted(self.clock.now() - RECOUNTED_AFTER, USERS).await
    }

    /// Counts what the user stores, and returns by how many bytes the count was wrong.
    pub async fn recount(&self, user: UserId) -> Result<i64, StoreError> {
        self.retention.recount(user, self.clock.now()).await
    }

    /// The next users with expired data. Call it with the last of them until it returns none.
    pub async fn find_users(&self, what: Expired, after: Option<UserId>) -> Result<Vec<UserId>, StoreError> {
        let now = self.clock.now();
        match what {
            Expired::DeletedTasks => {
                self.retention.find_owners_of_deleted(now - KEPT_AFTER_DELETION, after, USERS).await
            }
            Expired::Keys => self.retention.find_users_of_keys(now - KEY_LIFETIME, after, USERS).await,
        }
    }

    /// Removes some expired data of one user, and returns how many rows. Call it until it returns 0.
    pub async fn purge_some(&self, what: Expired, user: UserId) -> Result<usize, StoreError> {
        let now = self.clock.now();
        match what {
            Expired::DeletedTasks => {
                self.retention.purge_deleted(user, now - KEPT_AFTER_DELETION, ROWS).await
            }
            Expired::Keys => self.retention.purge_keys(user, now - KEY_LIFETIME, ROWS).await,
        }
    }
}
