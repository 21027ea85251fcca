//! Wrong passwords that all replicas count together.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use redis::Script;
use tasklane_core::user::{FailedAttempts, Failures, LockedOut, Tried};

use crate::link::Link;

pub struct RedisFailures {
    link: Link,
    begin: Script,
    succeed: Script,
    take_back: Script,
    fallback: Arc<dyn FailedAttempts>,
}

impl RedisFailures {
    /// `fallback` counts while Redis can't be asked.
    pub fn new(link: Link, fallback: Arc<dyn FailedAttempts>) -> Self {
        Self {
            link,
            begin: Script::new(include_str!("scripts/begin.lua")),
            succeed: Script::new(include_str!("scripts/succeed.lua")),
            take_back: Script::new(include_str!("scripts/take_back.lua")),
            fallback,
        }
    }

    fn name(&self, tried: &Tried) -> String {
        self.link.name("failures", &tried.to_string())
    }
}

#[async_trait]
impl FailedAttempts for RedisFailures {
    async fn begin(&self, tried: &Tried) -> Result<(), LockedOut> {
        let mut script = self.begin.key(self.name(tried));
        script.arg(milliseconds(Failures::REMEMBERED));
        for count in 1..=Failures::MOST {
            script.arg(milliseconds(Failures::lock_after(count)));
        }
        match self.link.ask::<u64>(&script).await {
            Some(0) => Ok(()),
            Some(wait) => Err(LockedOut { retry_after: Duration::from_millis(wait) }),
            None => self.fallback.begin(tried).await,
        }
    }

    /// In both places: what was counted while Redis was away must be forgotten as well.
    async fn succeed(&self, tried: &Tried) {
        self.link.ask::<i64>(&self.succeed.key(self.name(tried))).await;
        self.fallback.succeed(tried).await;
    }

    async fn take_back(&self, tried: &Tried) {
        if self.link.ask::<i64>(&self.take_back.key(self.name(tried))).await.is_none() {
            self.fallback.take_back(tried).await;
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
