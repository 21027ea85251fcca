//! The port's implementation: one set of counters for each class that is limited.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use async_trait::async_trait;
use tasklane_core::clock::Clock;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, RateLimiter};

use crate::counters::Counters;
use crate::steady_clock::SteadyClock;

pub struct GovernorLimiter {
    classes: [Option<Counters>; LimitClass::ALL.len()],
    /// Sixteen bytes for each key, however long it is. Two of a million meet by chance once in some ten million times, and
    /// nobody can make them, for the hash has a secret of its own.
    digest: RandomState,
}

impl GovernorLimiter {
    pub fn new(limits: &Limits, clock: &Arc<dyn Clock>) -> Self {
        let counters = |class| {
            let quota = limits.of(class)?;
            Some(Counters::new(class, quota, SteadyClock(clock.clone())))
        };
        Self { classes: LimitClass::ALL.map(counters), digest: RandomState::new() }
    }

    /// Forgets the keys that are as good as new. To be called now and then: nobody else gives their memory back.
    pub fn collect(&self) {
        self.counters().for_each(Counters::collect);
    }

    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.counters().map(Counters::keys).sum()
    }

    fn counters(&self) -> impl Iterator<Item = &Counters> {
        self.classes.iter().flatten()
    }
}

#[async_trait]
impl RateLimiter for GovernorLimiter {
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision> {
        let counters = self.counters().find(|counters| counters.class() == class)?;
        Some(counters.take(self.digest.hash_one(key)))
    }
}
