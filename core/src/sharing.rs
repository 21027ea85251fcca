//! What replicas count together, as far as they can.

use async_trait::async_trait;

/// The store that replicas share beside the database: they can do without it, and each counts by itself then.
#[async_trait]
pub trait Sharing: Send + Sync {
    /// Whether it answers.
    ///
    /// MUST ask it, unless it is known not to answer. MUST NOT take longer than a request would wait for it.
    async fn is_well(&self) -> bool;
}
