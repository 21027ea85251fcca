//! What an answer tells of the limit that its request counted against (draft-ietf-httpapi-ratelimit-headers-10).

use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use tasklane_core::limit::Decision;

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

pub(crate) fn tell(decision: &Decision, headers: &mut HeaderMap) {
    let Decision { class, quota, remaining, next_after, .. } = decision;
    let (name, count, window) = (class.as_str(), quota.count(), whole_seconds(quota.window()));
    let next = whole_seconds(*next_after);
    for (header, text) in [
        (RATELIMIT_POLICY, format!(r#""{name}";q={count};w={window}"#)),
        (RATELIMIT, format!(r#""{name}";r={remaining};t={next}"#)),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(header, value);
        }
    }
}

/// Rounded up: who comes when we said must not come too early.
pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::limit::LimitClass;

    #[test]
    fn quota_and_rest_are_told_in_whole_seconds() {
        let decision = Decision {
            class: LimitClass::Read,
            quota: "600/min".parse().unwrap(),
            is_allowed: true,
            remaining: 599,
            next_after: Duration::from_millis(100),
        };
        let mut headers = HeaderMap::new();
        tell(&decision, &mut headers);
        assert_eq!(headers.get("RateLimit-Policy").unwrap(), r#""read";q=600;w=60"#);
        assert_eq!(headers.get("RateLimit").unwrap(), r#""read";r=599;t=1"#);
    }
}
