//! The port for data that is stored for a limited time: deleted tasks and idempotency keys.

use async_trait::async_trait;
use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, IdempotencyRecord};

/// How long a deleted task is stored and can be restored.
pub const KEPT_AFTER_DELETION: TimeDelta = TimeDelta::days(30);

/// What one step of a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    pub rows: usize,
    pub bytes: i64,
}

/// A user who stores more than the quota allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverQuota {
    pub owner: UserId,
    pub excess: i64,
}

/// Deleted tasks and idempotency keys. The methods that find rows of all users MUST NOT lock. The methods that remove
/// rows remove at most `limit` rows of one user, and MUST lower
/// [`Counter::stored_bytes`](crate::task::Counter::stored_bytes) by what the removed rows count, in the same atomic
/// step.
#[async_trait]
pub trait TaskRetention: Send + Sync {
    /// The next users by id after `after`, at most `limit`, with tasks that were deleted before `before`.
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes tasks of the owner that were deleted before `before`, and returns how many.
    ///
    /// MUST raise [`ChangesPage::forgotten_seq`](crate::task::ChangesPage::forgotten_seq) to the highest number of those
    /// in the same atomic step. MUST NOT use up a number of the owner's sequence.
    async fn purge_deleted(&self, owner: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Removes the owner's deleted tasks in the order of their deletion, until the removed ones count `bytes`. The tasks of
    /// `spare` stay. Otherwise like [`purge_deleted`](Self::purge_deleted).
    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        limit: u32,
    ) -> Result<Purged, StoreError>;

    /// The bytes that the owner's deleted tasks count: of the `limit` tasks that were deleted first.
    async fn deleted_bytes(&self, owner: UserId, limit: u32) -> Result<i64, StoreError>;

    /// The next users by id after `after`, at most `limit`, who store more than `max_bytes`.
    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<OverQuota>, StoreError>;

    /// At most `limit` users whose rows were last counted before `before`, or never. The longest wait comes first.
    async fn find_uncounted(&self, before: Timestamp, limit: u32) -> Result<Vec<UserId>, StoreError>;

    /// Counts what the user stores, corrects [`Counter::stored_bytes`](crate::task::Counter::stored_bytes), and returns by
    /// how much. The rows are then counted `at`. MUST NOT block the user's writes, and MUST be exact while they go on.
    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError>;

    /// The next users by id after `after`, at most `limit`, with keys that are older than `before`.
    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes keys of the user that are older than `before`, and returns how many.
    async fn purge_keys(&self, user: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// The user's next keys after `after`, at most `limit`, in the order of their bytes.
    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        limit: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError>;
}
