//! The headers in which a reverse proxy describes the original request: `X-Forwarded-*`, and `Forwarded` (RFC 7239).
//!
//! Each proxy appends to a list, so the last element comes from the nearest proxy. Any client can send these headers:
//! use the values only if [`is_from_trusted_proxy`](crate::extract::is_from_trusted_proxy) returns true.

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, VIA, X_FORWARDED_HOST, X_FORWARDED_PROTO};

const PREFIX: &str = "x-forwarded-";
const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// Returns whether any header indicates a forwarded request.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| [FORWARDED, VIA, X_REAL_IP].contains(name) || name.as_str().starts_with(PREFIX))
}

/// Returns the scheme with which the nearest proxy received the request, or `None` if it is unknown or the headers
/// disagree.
pub(crate) fn scheme(headers: &HeaderMap) -> Option<&'static str> {
    let known = |scheme: &str| match scheme {
        scheme if scheme.eq_ignore_ascii_case("https") => Some("https"),
        scheme if scheme.eq_ignore_ascii_case("http") => Some("http"),
        _ => None,
    };
    let mut named =
        [last(headers, &X_FORWARDED_PROTO), forwarded_parameter(headers, "proto")].into_iter().flatten();
    let first = known(named.next()?)?;
    named.all(|other| known(other) == Some(first)).then_some(first)
}

/// Returns whether the proxy changed the host or removed a path prefix. The URL that the client used is then unknown.
pub(crate) fn is_rewritten(headers: &HeaderMap, host: &str) -> bool {
    let differs = |named: &str| !named.eq_ignore_ascii_case(host);
    let has_prefix = |prefix: &str| !prefix.trim_end_matches('/').is_empty();
    last(headers, &X_FORWARDED_HOST).is_some_and(differs)
        || forwarded_parameter(headers, "host").is_some_and(differs)
        || last(headers, &X_FORWARDED_PREFIX).is_some_and(has_prefix)
}

/// Returns the last element of a list header: `None` if the header is missing, an empty string if the header is
/// unreadable.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let line = headers.get_all(name).last()?;
    Some(line.to_str().ok().and_then(|line| line.rsplit(',').next()).unwrap_or_default().trim())
}

/// Returns a parameter of the last element of `Forwarded`. A scheme, host or port never contains a comma or semicolon,
/// so quoted strings need no further parsing.
fn forwarded_parameter<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let element = last(headers, &FORWARDED)?;
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
    let (_, value) = values.next()?;
    let value = value.trim();
    Some(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn nearest_proxy_determines_the_scheme() {
        for (pairs, expected) in [
            (&[("x-forwarded-proto", "https")][..], Some("https")),
            (&[("x-forwarded-proto", "http, HTTPS")], Some("https")),
            (&[("x-forwarded-proto", "https"), ("x-forwarded-proto", "http")], Some("http")),
            (&[("forwarded", "for=192.0.2.1;proto=https;by=10.0.0.1")], Some("https")),
            (&[("forwarded", "proto=https, for=\"[2001:db8::1]:4711\"; Proto=\"http\"")], Some("http")),
            (&[("forwarded", "for=\", for=192.0.2.1;proto=https")], Some("https")),
            (&[("forwarded", "proto=https"), ("x-forwarded-proto", "https")], Some("https")),
            (&[("forwarded", "proto=http"), ("x-forwarded-proto", "https")], None),
            (&[("forwarded", "proto=https, for=192.0.2.1")], None),
            (&[("x-forwarded-proto", "https,")], None),
            (&[("x-forwarded-proto", "gopher")], None),
            (&[("x-forwarded-proto", "\u{e9}")], None),
            (&[("x-forwarded-for", "192.0.2.1")], None),
            (&[], None),
        ] {
            assert_eq!(scheme(&headers(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn changed_host_or_removed_prefix_is_detected() {
        for (pairs, expected) in [
            (&[("x-forwarded-host", "a.example")][..], false),
            (&[("x-forwarded-host", "b.example, A.example")], false),
            (&[("x-forwarded-host", "b.example")], true),
            (&[("forwarded", "host=\"a.example\";proto=https")], false),
            (&[("forwarded", "host=\"a.example:8000\"")], true),
            (&[("x-forwarded-prefix", "/tasks")], true),
            (&[("x-forwarded-prefix", "/")], false),
            (&[("x-forwarded-proto", "https")], false),
        ] {
            assert_eq!(is_rewritten(&headers(pairs), "a.example"), expected, "{pairs:?}");
        }
    }

    #[test]
    fn every_forwarding_header_is_recognized() {
        for name in
            ["forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-port", "x-forwarded-server"]
        {
            assert!(is_forwarded(&headers(&[(name, "")])), "{name}");
        }
        assert!(!is_forwarded(&headers(&[("host", "a.example"), ("x-request-id", "1")])));
    }
}
