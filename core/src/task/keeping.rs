//! The port by which what is kept beside the live tasks is found and removed.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, IdempotencyRecord};

/// What a step of a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    pub rows: usize,
    pub bytes: i64,
}

/// A user who stores more than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverQuota {
    pub owner: UserId,
    pub excess: i64,
}

/// Deleted tasks and remembered idempotency keys. Finding goes over all users and MUST lock nothing; removing is about
/// one user, a few rows at a time, and MUST lower [`Counter::stored_bytes`](crate::task::Counter::stored_bytes) by what the
/// removed rows count, in the same atomic step.
#[async_trait]
pub trait TaskRetention: Send + Sync {
    /// At most so many users, by id and behind `after`, who have tasks that were deleted before this moment.
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes at most so many of the owner's tasks that were deleted before this moment, and says how many.
    ///
    /// MUST raise [`ChangesPage::forgotten_seq`](crate::task::ChangesPage::forgotten_seq) to the highest number of those
    /// in the same atomic step. MUST NOT use up a number of the owner's sequence.
    async fn purge_deleted(
        &self,
        owner: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError>;

    /// Removes the owner's deleted tasks, those first that were deleted first, until what is removed counts `bytes`, and
    /// at most so many tasks. Those of `spare` stay. Otherwise like [`purge_deleted`](Self::purge_deleted).
    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        at_most: u32,
    ) -> Result<Purged, StoreError>;

    /// What the owner's deleted tasks count, of which at most so many are looked at: those that were deleted first.
    async fn deleted_bytes(&self, owner: UserId, at_most: u32) -> Result<i64, StoreError>;

    /// At most so many users, by id and behind `after`, of whom more than `max_bytes` are counted.
    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<OverQuota>, StoreError>;

    /// At most so many users whose rows were last counted before this moment, or never; those first who wait longest.
    async fn find_uncounted(&self, before: Timestamp, at_most: u32) -> Result<Vec<UserId>, StoreError>;

    /// Counts what the user stores, corrects [`Counter::stored_bytes`](crate::task::Counter::stored_bytes), and returns by
    /// how much; the rows then count as counted `at`. MUST NOT hold up the user's writes, and MUST be right also when they
    /// go on meanwhile.
    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError>;

    /// At most so many users, by id and behind `after`, who have keys from before this moment.
    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Forgets at most so many of the user's keys from before this moment, and says how many.
    async fn purge_keys(&self, user: UserId, before: Timestamp, at_most: u32) -> Result<usize, StoreError>;

    /// At most so many of the user's keys that follow `after`, in the order of their bytes.
    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        at_most: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError>;
}
