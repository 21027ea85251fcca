//! The headers that describe a rate limit (draft-ietf-httpapi-ratelimit-headers-10).

use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use tasklane_core::limit::Decision;
use tasklane_core::user::FailureLimit;

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Adds the headers, unless the response already has them because another limit rejected the request.
pub(crate) fn headers_for(decision: &Decision, headers: &mut HeaderMap) {
    if headers.contains_key(RATELIMIT) {
        return;
    }
    let Decision { class, quota, remaining, next_after, .. } = decision;
    let (name, window) = (class.as_str(), quota.window());
    for (header, value) in quota_headers(name, quota.count().get(), window, *remaining, *next_after) {
        headers.insert(header, value);
    }
}

/// Returns the headers for a locked account: the number of wrong passwords that locks it, and the longest lockout.
pub(crate) fn lockout(retry_after: Duration) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let limit = FailureLimit::ONE_SOURCE;
    quota_headers("password", limit.lock_threshold(), limit.lock_after(u32::MAX), 0, retry_after)
}

/// Returns the headers for a user at the limit of open streams. After a client disconnects, its slot becomes free at
/// the next heartbeat.
pub(crate) fn streams(
    count: usize,
    retry_after: Duration,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let texts = [
        (RATELIMIT_POLICY, format!(r#""streams";q={count};qu="concurrent-requests""#)),
        (RATELIMIT, format!(r#""streams";r=0;t={}"#, whole_seconds(retry_after))),
    ];
    values(texts)
}

/// Returns the headers for a user whose responses use all the memory allowed per user.
pub(crate) fn response_memory(
    bytes: usize,
    retry_after: Duration,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let texts = [
        (RATELIMIT_POLICY, format!(r#""unsent";q={bytes};qu="content-bytes""#)),
        (RATELIMIT, format!(r#""unsent";r=0;t={}"#, whole_seconds(retry_after))),
    ];
    values(texts)
}

fn quota_headers(
    name: &str,
    count: u32,
    window: Duration,
    remaining: u32,
    next_after: Duration,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let (window, next) = (whole_seconds(window), whole_seconds(next_after));
    let texts = [
        (RATELIMIT_POLICY, format!(r#""{name}";q={count};w={window}"#)),
        (RATELIMIT, format!(r#""{name}";r={remaining};t={next}"#)),
    ];
    values(texts)
}

fn values<const N: usize>(
    texts: [(HeaderName, String); N],
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    texts.into_iter().filter_map(|(header, text)| Some((header, HeaderValue::try_from(text).ok()?)))
}

/// Rounds up, so that a client that waits this long does not retry too early.
pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::limit::LimitClass;

    #[test]
    fn quota_headers_use_whole_seconds() {
        let decision = Decision {
            class: LimitClass::Read,
            quota: "600/min".parse().unwrap(),
            is_allowed: true,
            remaining: 599,
            next_after: Duration::from_millis(100),
        };
        let mut headers = HeaderMap::new();
        headers_for(&decision, &mut headers);
        assert_eq!(headers.get("RateLimit-Policy").unwrap(), r#""read";q=600;w=60"#);
        assert_eq!(headers.get("RateLimit").unwrap(), r#""read";r=599;t=1"#);
    }
}
