//! The port for data that is stored for a limited time: deleted tasks and idempotency keys.

use async_trait::async_trait;
use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, IdempotencyRecord};

/// How long a deleted task is stored and can be restored, unless it is purged earlier to make room under the storage
/// quota.
pub const TOMBSTONE_RETENTION: TimeDelta = TimeDelta::days(30);

/// The rows that one step of a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// The number of removed rows.
    pub rows: usize,
    /// The total bytes of the removed rows, as counted for the quota.
    pub bytes: i64,
}

/// A user who stores more than the quota allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverQuota {
    /// The user.
    pub owner: UserId,
    /// The number of bytes over the quota.
    pub excess: i64,
}

/// Removes deleted tasks and idempotency keys. Methods that search the rows of all users MUST NOT take locks. Methods that
/// remove rows remove at most `limit` rows of one user, and MUST subtract their bytes from
/// [`TaskCounters::stored_bytes`](crate::task::TaskCounters::stored_bytes) in the same atomic step.
#[async_trait]
pub trait TaskRetention: Send + Sync {
    /// Returns at most `limit` users with ids greater than `after` who have tasks deleted before `before`, in order of id.
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes tasks of the owner that were deleted before `before`, and returns their number.
    ///
    /// In the same atomic step, MUST raise [`ChangesPage::purged_seq`](crate::task::ChangesPage::purged_seq) to the highest
    /// sequence number of the removed tasks. MUST NOT increment the owner's sequence.
    async fn purge_deleted(&self, owner: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Removes the owner's deleted tasks in order of deletion, except those in `spare`, until the removed tasks have at least
    /// `bytes` in total. The other rules of [`purge_deleted`](Self::purge_deleted) apply.
    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        limit: u32,
    ) -> Result<Purged, StoreError>;

    /// Returns the total bytes of the `limit` oldest deleted tasks of the owner.
    async fn deleted_bytes(&self, owner: UserId, limit: u32) -> Result<i64, StoreError>;

    /// Returns at most `limit` users with ids greater than `after` who store more than `max_bytes`, in order of id.
    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<OverQuota>, StoreError>;

    /// Returns at most `limit` users whose rows were never counted, or were last counted before `before`. The oldest count
    /// comes first.
    async fn find_due_for_recount(&self, before: Timestamp, limit: u32) -> Result<Vec<UserId>, StoreError>;

    /// Recounts the rows of the user, corrects [`TaskCounters::stored_bytes`](crate::task::TaskCounters::stored_bytes), and
    /// returns the new count minus the old count. Stores `at` as the time of the count. MUST NOT block concurrent writes of the
    /// user, and the count MUST be exact despite concurrent writes.
    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError>;

    /// Returns at most `limit` users with ids greater than `after` who have keys older than `before`, in order of id.
    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes keys of the user that are older than `before`, and returns their number.
    async fn purge_keys(&self, user: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Returns at most `limit` keys of the user that are greater than `after`, in byte order.
    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        limit: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError>;
}
