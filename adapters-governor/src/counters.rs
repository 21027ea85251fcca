//! The counters of one class of requests. Their number is bounded.

use std::sync::atomic::{AtomicI64, Ordering};

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use parking_lot::RwLock;
use tasklane_core::limit::{Decision, LimitClass, Quota};

use crate::key_states::KeyStates;
use crate::steady_clock::SteadyClock;

type KeyedLimiter = governor::RateLimiter<u64, KeyStates, SteadyClock, StateInformationMiddleware>;

pub(crate) struct Counters {
    class: LimitClass,
    quota: Quota,
    clock: SteadyClock,
    keys: RwLock<Keys>,
    /// A lower bound of the number of keys that can be added before the keys must be counted.
    free_keys: AtomicI64,
}

/// A limiter, and the states of its keys, which the limiter does not expose.
struct Keys {
    limiter: KeyedLimiter,
    states: KeyStates,
}

impl Counters {
    /// The maximum number of keys. They fit into a table of 2^20 slots, which takes 18 MB.
    const MAX_KEYS: i64 = 800_000;

    pub(crate) fn new(class: LimitClass, quota: Quota, clock: SteadyClock) -> Self {
        let keys = RwLock::new(Keys::new(quota, &clock));
        Self { class, quota, clock, keys, free_keys: AtomicI64::new(Self::MAX_KEYS) }
    }

    pub(crate) fn class(&self) -> LimitClass {
        self.class
    }

    pub(crate) fn keys(&self) -> usize {
        self.keys.read().limiter.len()
    }

    pub(crate) fn take(&self, key: u64) -> Decision {
        if self.free_keys.fetch_sub(1, Ordering::Relaxed) <= 0 {
            self.free_key_space();
        }
        let interval = self.quota.interval();
        let (is_allowed, remaining, next_after) = match self.keys.read().limiter.check_key(&key) {
            Ok(state) => (true, state.remaining_burst_capacity(), interval),
            Err(rejected) => (false, 0, rejected.wait_time_from(self.clock.now())),
        };
        Decision { class: self.class, quota: self.quota, is_allowed, remaining, next_after }
    }

    pub(crate) fn refund(&self, key: u64) {
        self.keys.read().states.move_back(key, self.quota.interval());
    }

    pub(crate) fn collect(&self) {
        let Keys { limiter, .. } = &*self.keys.read();
        limiter.retain_recent();
        limiter.shrink_to_fit();
        self.measure(limiter);
    }

    /// Removes expired keys, or all keys if too many remain. An attacker with that many networks gains little from
    /// a reset counter, but could exhaust the memory.
    fn free_key_space(&self) {
        let mut keys = self.keys.write();
        if self.free_keys.load(Ordering::Relaxed) > 0 {
            // Another thread has freed keys.
            return;
        }
        keys.limiter.retain_recent();
        if i64::try_from(keys.limiter.len()).unwrap_or(i64::MAX) > Self::MAX_KEYS / 2 {
            *keys = Keys::new(self.quota, &self.clock);
        }
        self.measure(&keys.limiter);
    }

    fn measure(&self, limiter: &KeyedLimiter) {
        let keys = i64::try_from(limiter.len()).unwrap_or(i64::MAX);
        self.free_keys.store(Self::MAX_KEYS.saturating_sub(keys), Ordering::Relaxed);
    }
}

impl Keys {
    fn new(quota: Quota, clock: &SteadyClock) -> Self {
        let interval = governor::Quota::with_period(quota.interval());
        // `with_period` fails for a zero interval only, and an interval is never zero.
        let each = interval.unwrap_or_else(|| governor::Quota::per_second(quota.count()));
        let states = KeyStates::default();
        let limiter = KeyedLimiter::new(each.allow_burst(quota.count()), states.clone(), clock.clone());
        Self { limiter, states }
    }
}
