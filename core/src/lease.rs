//! Which of several processes does what one alone should do.

use async_trait::async_trait;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::store_error::StoreError;

/// Leases by name, each held by one process until it ends or is given back. The clocks of the processes may differ by
/// less than a lease lasts; beyond that, two may hold one, so whatever is done under a lease must be harmless when done
/// twice.
#[async_trait]
pub trait Leases: Send + Sync {
    /// Gives the lease to `holder` until then, or lengthens it; false when another one holds it.
    ///
    /// MUST give it to one of many who ask at once. A lease whose end is not after `now` is free.
    async fn acquire(
        &self,
        name: &str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives the lease back, so that another one need not wait for its end. MUST leave another holder's alone.
    async fn release(&self, name: &str, holder: Uuid) -> Result<(), StoreError>;
}
