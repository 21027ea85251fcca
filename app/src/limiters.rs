//! Rate limits and lockouts. Their counters are in this process, or in Redis for all replicas.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::clock::Clock;
use tasklane_core::limit::RateLimiter;
use tasklane_core::user::{FailedAttempts, NoopAttempts};
use tasklane_governor::{GovernorLimiter, LocalFailures};
use tasklane_redis::{RedisFailures, RedisLimiter};
use tokio::time::{MissedTickBehavior, interval};

use crate::replicas::Replicas;
use crate::settings::Settings;

const COLLECTION_PERIOD: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Limiters {
    limiter: Arc<dyn RateLimiter>,
    attempts: Arc<dyn FailedAttempts>,
    /// The counters of this process. With Redis they are used only while Redis is unavailable.
    own_limiter: Arc<GovernorLimiter>,
    own_failures: Arc<LocalFailures>,
}

impl Limiters {
    pub(crate) fn new(settings: &Settings, replicas: &Replicas, clock: &Arc<dyn Clock>) -> Self {
        let own_limiter = Arc::new(GovernorLimiter::new(&settings.limits, clock));
        let own_failures = Arc::new(LocalFailures::new(clock.clone()));
        let mut limiter: Arc<dyn RateLimiter> = own_limiter.clone();
        let mut attempts: Arc<dyn FailedAttempts> = own_failures.clone();
        if let Some(redis) = replicas.redis_client() {
            limiter = Arc::new(RedisLimiter::new(settings.limits, redis.clone(), limiter));
            attempts = Arc::new(RedisFailures::new(redis, attempts));
        }
        if !settings.lockout {
            attempts = Arc::new(NoopAttempts);
        }
        Self { limiter, attempts, own_limiter, own_failures }
    }

    pub(crate) fn limiter(&self) -> Arc<dyn RateLimiter> {
        self.limiter.clone()
    }

    pub(crate) fn attempts(&self) -> Arc<dyn FailedAttempts> {
        self.attempts.clone()
    }

    /// Frees expired counters periodically. Runs until the future is dropped.
    pub(crate) async fn collect(self) {
        let mut ticks = interval(COLLECTION_PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.own_limiter.collect();
            self.own_failures.collect();
        }
    }
}
