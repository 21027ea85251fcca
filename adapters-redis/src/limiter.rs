//! Rate limits that are counted across all replicas.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use redis::Script;
use tasklane_core::limit::{Decision, LimitClass, LimitKey, Limits, RateLimiter};

use crate::client::RedisClient;

/// Limits the rate of requests of all replicas together, with one script per counted request.
pub struct RedisLimiter {
    limits: Limits,
    client: RedisClient,
    take: Script,
    fallback: Arc<dyn RateLimiter>,
}

impl RedisLimiter {
    /// Counts in Redis. `fallback` must have the same limits, and counts while Redis is unavailable.
    pub fn new(limits: Limits, client: RedisClient, fallback: Arc<dyn RateLimiter>) -> Self {
        Self { limits, client, take: Script::new(include_str!("scripts/take.lua")), fallback }
    }
}

#[async_trait]
impl RateLimiter for RedisLimiter {
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision> {
        let quota = self.limits.quota_for(class)?;
        let name = self.client.name(&format!("limit:{}", class.as_str()), &key.to_string());
        let interval = u64::try_from(quota.interval().as_micros()).unwrap_or(u64::MAX).max(1);
        let mut script = self.take.key(name);
        script.arg(interval).arg(quota.count().get());
        match self.client.invoke::<(bool, u32, u64)>(&script).await {
            Some((is_allowed, remaining, next_after)) => {
                let next_after = Duration::from_micros(next_after);
                Some(Decision { class, quota, is_allowed, remaining, next_after })
            }
            None => self.fallback.take(class, key).await,
        }
    }
}
