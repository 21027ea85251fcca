//! The port that counts.

use std::time::Duration;

use async_trait::async_trait;

use crate::limit::{LimitClass, LimitKey, Quota};

/// Whether one more is allowed, and what the client is told about the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub class: LimitClass,
    pub quota: Quota,
    pub is_allowed: bool,
    /// How many more would be allowed at once.
    pub remaining: u32,
    /// Until one more is allowed than `remaining` says. At most [`Quota::MAX_WAIT`].
    pub next_after: Duration,
}

#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Counts one, if it is allowed; `None` when the class is not limited.
    ///
    /// MUST decide on each of many at once as if they came one after the other. MUST NOT count what it refuses: who keeps
    /// knocking waits no longer. MUST NOT fail, and MUST answer within 50 ms, whatever has become of a store that is not
    /// in this process. MUST NOT keep more than a bounded number of keys in memory, and MUST forget those that are as
    /// good as new.
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision>;
}
