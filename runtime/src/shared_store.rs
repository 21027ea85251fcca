//! The store that replicas share in addition to the database.

use async_trait::async_trait;

/// An optional store of shared counters. While the store is unavailable, each replica counts its own requests.
#[async_trait]
pub trait SharedStore: Send + Sync {
    /// Returns whether the store responds.
    ///
    /// MUST send a command to the store, unless its circuit breaker is open. MUST NOT take longer than the timeout of
    /// a call to the store.
    async fn ping(&self) -> bool;
}
