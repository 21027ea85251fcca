//! The counters of one class of requests. Their number is bounded.

use std::sync::atomic::{AtomicI64, Ordering};

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use parking_lot::RwLock;
use tasklane_core::limit::{Decision, LimitClass, Quota};

use crate::steady_clock::SteadyClock;

type KeyedLimiter =
    governor::RateLimiter<u64, DashMapStateStore<u64>, SteadyClock, StateInformationMiddleware>;

pub(crate) struct Counters {
    class: LimitClass,
    quota: Quota,
    clock: SteadyClock,
    limiter: RwLock<KeyedLimiter>,
    /// A lower bound of the number of keys that can be added before the keys must be counted.
    free_keys: AtomicI64,
}

impl Counters {
    /// The maximum number of keys. They fit into a table of 2^20 slots, which takes 18 MB.
    const MAX_KEYS: i64 = 800_000;

    pub(crate) fn new(class: LimitClass, quota: Quota, clock: SteadyClock) -> Self {
        let limiter = RwLock::new(new_limiter(quota, &clock));
        Self { class, quota, clock, limiter, free_keys: AtomicI64::new(Self::MAX_KEYS) }
    }

    pub(crate) fn class(&self) -> LimitClass {
        self.class
    }

    pub(crate) fn keys(&self) -> usize {
        self.limiter.read().len()
    }

    pub(crate) fn take(&self, key: u64) -> Decision {
        if self.free_keys.fetch_sub(1, Ordering::Relaxed) <= 0 {
            self.free_key_space();
        }
        let interval = self.quota.interval();
        let (is_allowed, remaining, next_after) = match self.limiter.read().check_key(&key) {
            Ok(state) => (true, state.remaining_burst_capacity(), interval),
            Err(rejected) => (false, 0, rejected.wait_time_from(self.clock.now())),
        };
        Decision { class: self.class, quota: self.quota, is_allowed, remaining, next_after }
    }

    pub(crate) fn collect(&self) {
        let limiter = self.limiter.read();
        limiter.retain_recent();
        limiter.shrink_to_fit();
        self.measure(&limiter);
    }

    /// Removes expired keys, or all keys if too many remain. An attacker with that many networks gains little from
    /// a reset counter, but could exhaust the memory.
    fn free_key_space(&self) {
        let mut limiter = self.limiter.write();
        if self.free_keys.load(Ordering::Relaxed) > 0 {
            // Another thread has freed keys.
            return;
        }
        limiter.retain_recent();
        if i64::try_from(limiter.len()).unwrap_or(i64::MAX) > Self::MAX_KEYS / 2 {
            *limiter = new_limiter(self.quota, &self.clock);
        }
        self.measure(&limiter);
    }

    fn measure(&self, limiter: &KeyedLimiter) {
        let keys = i64::try_from(limiter.len()).unwrap_or(i64::MAX);
        self.free_keys.store(Self::MAX_KEYS.saturating_sub(keys), Ordering::Relaxed);
    }
}

fn new_limiter(quota: Quota, clock: &SteadyClock) -> KeyedLimiter {
    let interval = governor::Quota::with_period(quota.interval());
    // `with_period` fails for a zero interval only, and an interval is never zero.
    let each = interval.unwrap_or_else(|| governor::Quota::per_second(quota.count()));
    KeyedLimiter::new(each.allow_burst(quota.count()), DashMapStateStore::default(), clock.clone())
}
