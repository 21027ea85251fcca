//! Implements the rate limiter with one set of counters per limited class.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use async_trait::async_trait;
use tasklane_core::clock::Clock;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, RateLimiter};

use crate::counters::Counters;
use crate::steady_clock::SteadyClock;

/// Limits the rate of requests that this process handles, per class and key.
pub struct GovernorLimiter {
    classes: [Option<Counters>; LimitClass::ALL.len()],
    /// Maps each key to a 64-bit hash. The hash has a random key, so clients can't construct collisions.
    digest: RandomState,
}

impl GovernorLimiter {
    /// Starts with the full quota for every key. Classes without a limit are not counted.
    pub fn new(limits: &Limits, clock: &Arc<dyn Clock>) -> Self {
        let counters = |class| {
            let quota = limits.quota_for(class)?;
            Some(Counters::new(class, quota, SteadyClock(clock.clone())))
        };
        Self { classes: LimitClass::ALL.map(counters), digest: RandomState::new() }
    }

    /// Removes keys whose full quota is available again. Call it periodically to free their memory.
    pub fn collect(&self) {
        self.counters().for_each(Counters::collect);
    }

    /// Returns the number of keys in memory.
    pub fn keys(&self) -> usize {
        self.counters().map(Counters::keys).sum()
    }

    fn counters(&self) -> impl Iterator<Item = &Counters> {
        self.classes.iter().flatten()
    }

    fn counters_of(&self, class: LimitClass) -> Option<&Counters> {
        self.counters().find(|counters| counters.class() == class)
    }
}

#[async_trait]
impl RateLimiter for GovernorLimiter {
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision> {
        let counters = self.counters_of(class)?;
        Some(counters.take(self.digest.hash_one(key)))
    }

    async fn refund(&self, class: LimitClass, key: LimitKey) {
        if let Some(counters) = self.counters_of(class) {
            counters.refund(self.digest.hash_one(key));
        }
    }
}
