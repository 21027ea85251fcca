//! Counts failed password attempts across all replicas.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use redis::{Script, ScriptInvocation};
use tasklane_core::user::{Attempt, FailedAttempts, FailureCounter, Failures, LockedOut};

use crate::client::RedisClient;

/// Counts failed password attempts in Redis. Each step is one script, so concurrent attempts can't exceed a limit.
pub struct RedisFailures {
    client: RedisClient,
    begin: Script,
    succeed: Script,
    undo: Script,
    fallback: Arc<dyn FailedAttempts>,
}

impl RedisFailures {
    /// Counts in Redis. `fallback` counts while Redis is unavailable.
    pub fn new(client: RedisClient, fallback: Arc<dyn FailedAttempts>) -> Self {
        Self {
            client,
            begin: Script::new(include_str!("scripts/begin.lua")),
            succeed: Script::new(include_str!("scripts/succeed.lua")),
            undo: Script::new(include_str!("scripts/undo.lua")),
            fallback,
        }
    }

    fn prepare<'s>(&self, script: &'s Script, counters: &[FailureCounter]) -> ScriptInvocation<'s> {
        let mut invocation = script.prepare_invoke();
        for counter in counters {
            invocation.key(self.client.name("failures", &counter.to_string()));
        }
        invocation
    }
}

#[async_trait]
impl FailedAttempts for RedisFailures {
    async fn begin(&self, attempt: &Attempt) -> Result<(), LockedOut> {
        let mut script = self.prepare(&self.begin, attempt.counted());
        script.arg(milliseconds(Failures::RETENTION));
        for limit in attempt.counted().iter().map(FailureCounter::limit) {
            let locking_counts = limit.lock_threshold()..=limit.max_count();
            script.arg(limit.lock_threshold() - 1).arg(locking_counts.clone().count());
            for count in locking_counts {
                script.arg(milliseconds(limit.lock_after(count)));
            }
        }
        match self.client.invoke::<u64>(&script).await {
            Some(0) => Ok(()),
            Some(wait) => Err(LockedOut { retry_after: Duration::from_millis(wait) }),
            None => self.fallback.begin(attempt).await,
        }
    }

    /// Resets the counters in Redis and in the fallback, which may have counted attempts while Redis was unavailable.
    async fn succeed(&self, attempt: &Attempt) {
        self.client.invoke::<i64>(&self.prepare(&self.succeed, attempt.cleared())).await;
        self.fallback.succeed(attempt).await;
    }

    async fn undo(&self, attempt: &Attempt) {
        if self.client.invoke::<i64>(&self.prepare(&self.undo, attempt.counted())).await.is_none() {
            self.fallback.undo(attempt).await;
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
