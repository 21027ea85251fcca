//! Leases, which choose one of several processes for a background job.

use async_trait::async_trait;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::store_error::StoreError;

/// Stores leases by name. A process holds a lease until it expires or is released. If the clocks of processes differ
/// by more than the duration of a lease, two processes may hold it. So a job under a lease must be harmless if two
/// processes run it.
#[async_trait]
pub trait Leases: Send + Sync {
    /// Acquires the lease for `holder` until `until`, or extends it. Returns false if another process holds it.
    ///
    /// A lease can be acquired if no process holds it, or if it expires at or before `now`. If different holders
    /// concurrently try to acquire such a lease, exactly one call MUST succeed.
    async fn acquire(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Releases the lease, so that another process can acquire it immediately. MUST NOT release a lease of another holder.
    async fn release(&self, name: &str, holder: Uuid) -> Result<(), StoreError>;
}
