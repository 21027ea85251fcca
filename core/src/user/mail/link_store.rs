//! The port that stores links. An operation of [`UserStore`](crate::user::UserStore) that uses a link deletes the link.

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::handle::HandleId;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::mail::{LinkPurpose, LinkRecord};

/// Stores links by user and id.
#[async_trait]
pub trait LinkStore: Send + Sync {
    /// Stores a link. MUST fail with [`StoreError::Conflict`], storing nothing, if the user does not exist.
    async fn add(&self, link: &LinkRecord) -> Result<(), StoreError>;

    /// Returns the link of the user with this id. MUST read from the primary.
    async fn find(&self, user: UserId, id: HandleId) -> Result<Option<LinkRecord>, StoreError>;

    /// Removes a link. Does nothing if it does not exist.
    async fn remove(&self, user: UserId, id: HandleId) -> Result<(), StoreError>;

    /// Returns the number of links of the user with this purpose that were made after `since`, including expired links.
    async fn count_since(
        &self,
        user: UserId,
        purpose: LinkPurpose,
        since: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Removes at most `limit` links that expired before `before`, and returns their number.
    async fn purge(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError>;
}
