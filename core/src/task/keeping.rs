//! The port by which what is kept beside the live tasks is found and removed.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::task::{IdempotencyKey, KeptKey};

/// Deleted tasks and remembered idempotency keys. Finding goes over all users and MUST lock nothing; removing is about
/// one user, a few rows at a time.
#[async_trait]
pub trait TaskKeeping: Send + Sync {
    /// At most so many users, by id and behind `after`, who have tasks that were deleted before this moment.
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes at most so many of the owner's tasks that were deleted before this moment, and says how many.
    ///
    /// MUST raise [`ReadChanges::forgotten_seq`](crate::task::ReadChanges::forgotten_seq) to the highest number of those
    /// in the same atomic step. MUST NOT use up a number of the owner's sequence.
    async fn purge_deleted(
        &self,
        owner: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError>;

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
    ) -> Result<Vec<KeptKey>, StoreError>;
}
