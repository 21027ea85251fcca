//! Chooses one replica for a background job, with a lease in the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use metrics::Gauge;
use tasklane_core::clock::Clock;
use tasklane_core::entropy::Entropy;
use tasklane_core::lease::Leases;
use tasklane_core::store_error::StoreError;
use tokio::time::sleep;
use uuid::Uuid;

use crate::error_chain::format_error_chain;

/// Acquires, extends and releases one lease for this process.
pub struct Leadership {
    name: &'static str,
    leases: Arc<dyn Leases>,
    clock: Arc<dyn Clock>,
    holder: Uuid,
    duration: Duration,
    may_be_leader: AtomicBool,
    is_leader: Gauge,
}

impl Leadership {
    /// Creates a leadership that has not acquired the lease yet. The lease expires `duration` after it was last
    /// acquired or extended. The gauge `is_leader` is 1 after a successful attempt to acquire or extend the lease, and
    /// 0 after a failed attempt or a release.
    pub fn new(
        name: &'static str,
        leases: Arc<dyn Leases>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
        duration: Duration,
        is_leader: Gauge,
    ) -> Self {
        let holder = uuid::Builder::from_random_bytes(entropy.random_128()).into_uuid();
        Self { name, leases, clock, holder, duration, may_be_leader: AtomicBool::new(false), is_leader }
    }

    /// Acquires or extends the lease. Returns false if another process holds it.
    pub async fn acquire(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = now + TimeDelta::from_std(self.duration).unwrap_or_default();
        // The flag is set before the call: if this future is dropped during the call, the process may hold the lease,
        // so `release` must release it.
        let was_leader = self.may_be_leader.swap(true, Ordering::Relaxed);
        let acquired = self.leases.acquire(self.name, self.holder, now, until).await;
        // The gauge is 0 while the database is unavailable, even if this process still holds the lease.
        let is_leader = acquired.inspect_err(|_| self.is_leader.set(0))?;
        self.may_be_leader.store(is_leader, Ordering::Relaxed);
        self.is_leader.set(u32::from(is_leader));
        if is_leader && !was_leader {
            tracing::debug!(lease = self.name, "acquired the lease");
        }
        Ok(is_leader)
    }

    /// Extends the lease periodically, and returns once another process holds it.
    ///
    /// While the database is unavailable, this method retries. It does not return when the lease expires.
    pub async fn wait_until_lost(&self) {
        loop {
            sleep(self.duration / 4).await;
            if let Ok(false) = self.acquire().await {
                return;
            }
        }
    }

    /// Releases the lease, so that another process can acquire it immediately.
    pub async fn release(&self) {
        if !self.may_be_leader.swap(false, Ordering::Relaxed) {
            return;
        }
        self.is_leader.set(0);
        if let Err(error) = self.leases.release(self.name, self.holder).await {
            tracing::debug!(
                lease = self.name,
                cause = format_error_chain(&error),
                "cannot release the lease"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics::Gauge;
    use tasklane_core::testing::examples::at;
    use tasklane_core::testing::{CountingEntropy, ManualClock, MemoryDatabase};

    use super::*;

    const DURATION: Duration = Duration::from_mins(20);

    /// Returns the leaderships of two replicas on the same database.
    fn two() -> (Arc<ManualClock>, [Leadership; 2]) {
        let clock = Arc::new(ManualClock::starting_at(at(0)));
        let (leases, entropy) = (MemoryDatabase::stores().leases, CountingEntropy::default());
        let replica =
            || Leadership::new("work", leases.clone(), clock.clone(), &entropy, DURATION, Gauge::noop());
        let replicas = [replica(), replica()];
        (clock, replicas)
    }

    #[tokio::test]
    async fn one_replica_leads_until_it_releases_the_lease() {
        let (_clock, [first, second]) = two();
        assert!(first.acquire().await.unwrap());
        assert!(!second.acquire().await.unwrap());
        second.release().await;
        assert!(
            first.acquire().await.unwrap(),
            "a replica that is not the leader must not release the lease"
        );
        first.release().await;
        assert!(second.acquire().await.unwrap());
        assert!(!first.acquire().await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn leadership_is_lost_once_another_replica_acquires_the_expired_lease() {
        let (clock, [first, second]) = two();
        assert!(first.acquire().await.unwrap());
        clock.advance(TimeDelta::from_std(DURATION).unwrap());
        assert!(second.acquire().await.unwrap());
        first.wait_until_lost().await;
        assert!(second.acquire().await.unwrap());
    }
}
