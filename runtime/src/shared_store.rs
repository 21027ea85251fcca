//! The store that replicas share beside the database.

use async_trait::async_trait;

/// A store that replicas can do without: each counts by itself while the store is unavailable.
#[async_trait]
pub trait SharedStore: Send + Sync {
    /// Returns whether the store answers.
    ///
    /// MUST ask it, unless it is known not to answer. MUST NOT take longer than a request would wait for it.
    async fn ping(&self) -> bool;
}
