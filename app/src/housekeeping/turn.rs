//! Whose turn it is to keep house: one process at a time, by a lease in the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use metrics::{Gauge, gauge};
use tasklane_core::causes::causes;
use tasklane_core::clock::Clock;
use tasklane_core::entropy::Entropy;
use tasklane_core::lease::Leases;
use tasklane_core::store_error::StoreError;
use tokio::time::sleep;
use uuid::Uuid;

const NAME: &str = "housekeeping";

pub(crate) struct Turn {
    leases: Arc<dyn Leases>,
    clock: Arc<dyn Clock>,
    holder: Uuid,
    lasts: Duration,
    may_be_ours: AtomicBool,
    shown: Gauge,
}

impl Turn {
    /// A turn that ends after so long, unless it is taken again.
    pub(crate) fn new(
        leases: Arc<dyn Leases>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
        lasts: Duration,
    ) -> Self {
        let holder = uuid::Builder::from_random_bytes(entropy.random_128()).into_uuid();
        let shown = gauge!(
            description: "1 for the replica that keeps house",
            "tasklane_housekeeping_leader"
        );
        Self { leases, clock, holder, lasts, may_be_ours: AtomicBool::new(false), shown }
    }

    /// False when it is another process's.
    pub(super) async fn take(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = now + TimeDelta::from_std(self.lasts).unwrap_or_default();
        // First, for whoever is stopped in the middle has it perhaps.
        let had_it = self.may_be_ours.swap(true, Ordering::Relaxed);
        let acquired = self.leases.acquire(NAME, self.holder, now, until).await;
        // Who can't ask does not keep house either, though it may still be his turn.
        let is_ours = acquired.inspect_err(|_| self.shown.set(0))?;
        self.may_be_ours.store(is_ours, Ordering::Relaxed);
        self.shown.set(u32::from(is_ours));
        if is_ours && !had_it {
            tracing::debug!("this process keeps house");
        }
        Ok(is_ours)
    }

    /// Ready when somebody else has it, who thought that we were gone. A database that does not answer takes it from
    /// nobody before its end; and what is done twice then does no harm.
    pub(super) async fn lost(&self) {
        loop {
            sleep(self.lasts / 4).await;
            if let Ok(false) = self.take().await {
                return;
            }
        }
    }

    /// So that another process need not wait for its end.
    pub(super) async fn give_back(&self) {
        if !self.may_be_ours.swap(false, Ordering::Relaxed) {
            return;
        }
        self.shown.set(0);
        if let Err(error) = self.leases.release(NAME, self.holder).await {
            tracing::debug!(cause = causes(&error), "others keep house only after a while");
        }
    }
}
