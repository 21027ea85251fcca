//! The rate limiter port.

use std::time::Duration;

use async_trait::async_trait;

use crate::limit::{LimitClass, LimitKey, Quota};

/// The result of counting a request, with the values for the response headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The class of the request.
    pub class: LimitClass,
    /// The limit of the class.
    pub quota: Quota,
    /// Whether the request may be processed.
    pub is_allowed: bool,
    /// The number of further requests that are allowed immediately.
    pub remaining: u32,
    /// The maximum time until `remaining` grows by one. At most [`Quota::MAX_WAIT`].
    pub next_after: Duration,
}

/// Counts requests, and decides whether they are allowed.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Counts a request if it is allowed. Returns `None` if the class is not limited.
    ///
    /// MUST count concurrent requests as if they arrived one after another. MUST NOT count rejected requests, so that
    /// retries don't extend the wait. MUST NOT fail, and MUST return within 50 ms even if an external store is
    /// unavailable. MUST bound the number of keys in memory, and MUST remove keys whose full quota is available
    /// again.
    async fn take(&self, class: LimitClass, key: LimitKey) -> Option<Decision>;

    /// Undoes the count of one allowed request, for classes that count only failures. Does nothing if the class is not
    /// limited.
    ///
    /// MUST NOT make more requests available than the quota. MUST NOT fail, and MUST return within 50 ms, as
    /// [`take`](Self::take) does.
    async fn refund(&self, class: LimitClass, key: LimitKey);
}
