//! Rate limits that are counted across all replicas.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use redis::Script;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, Quota, RateLimiter};

use crate::client::RedisClient;

/// Limits the rate of requests of all replicas together, with one script per call.
pub struct RedisLimiter {
    limits: Limits,
    client: RedisClient,
    take: Script,
    refund: Script,
    fallback: Arc<dyn RateLimiter>,
}

impl RedisLimiter {
    /// Counts in Redis. `fallback` must have the same limits, and counts while Redis is unavailable.
    pub fn new(limits: Limits, client: RedisClient, fallback: Arc<dyn RateLimiter>) -> Self {
        let take = Script::new(include_str!("scripts/take.lua"));
        let refund = Script::new(include_str!("scripts/refund.lua"));
        Self { limits, client, take, refund, fallback }
    }

    fn name(&self, class: LimitClass, key: LimitKey) -> String {
        self.client.name(&format!("limit:{}", class.as_str()), &key.to_string())
    }
}

#[async_trait]
impl RateLimiter for RedisLimiter {
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision> {
        let quota = self.limits.quota_for(class)?;
        let mut script = self.take.key(self.name(class, key));
        script.arg(interval(quota)).arg(quota.count().get());
        match self.client.invoke::<(bool, u32, u64)>(&script).await {
            Some((is_allowed, remaining, next_after)) => {
                let next_after = Duration::from_micros(next_after);
                Some(Decision { class, quota, is_allowed, remaining, next_after })
            }
            None => self.fallback.take(class, key).await,
        }
    }

    async fn refund(&self, class: LimitClass, key: LimitKey) {
        let Some(quota) = self.limits.quota_for(class) else { return };
        let mut script = self.refund.key(self.name(class, key));
        script.arg(interval(quota));
        if self.client.invoke::<i64>(&script).await.is_none() {
            self.fallback.refund(class, key).await;
        }
    }
}

/// Returns the time between requests once the quota is used up, in microseconds.
fn interval(quota: Quota) -> u64 {
    u64::try_from(quota.interval().as_micros()).unwrap_or(u64::MAX).max(1)
}
