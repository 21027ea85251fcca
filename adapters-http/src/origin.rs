//! The origin under which a browser sees this server, and the pages that may use what a browser sends by itself.
//!
//! `PUBLIC_URL` says what it is. Without it the header Host does, or what HTTP/2 has instead, `:authority`: a browser
//! sends there what it has in its address bar. Which scheme it has there, nobody tells this server, as TLS ends in front
//! of it. So plain HTTP is taken for what it is on the machine itself alone (`localhost`, `127.0.0.1`, `[::1]`), where
//! browsers trust it; for any other host, https.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::http::uri::Authority;
use actix_web::web::Data;

use crate::config::HttpConfig;
use crate::problem::{Code, Problem};

/// Scheme, host and port, written as browsers write them in `Origin` (RFC 6454 §6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnOrigin(String);

impl OwnOrigin {
    /// `None` where neither a setting nor the request says it.
    pub(crate) fn of(req: &HttpRequest) -> Option<Self> {
        match &config(req)?.public_origin {
            Some(origin) => Some(Self(origin.clone())),
            None => Some(Self::at_host(host(req)?)),
        }
    }

    fn at_host(host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        let (scheme, default_port) = if is_loopback(&host) { ("http", ":80") } else { ("https", ":443") };
        Self(format!("{scheme}://{}", host.strip_suffix(default_port).unwrap_or(&host)))
    }

    /// Whether it is reached without TLS, on the machine of the browser.
    pub(crate) fn is_plain_loopback(&self) -> bool {
        self.0.strip_prefix("http://").is_some_and(is_loopback)
    }
}

/// Lets a request pass that comes from a page of this server, or of an origin on the list. A browser says by itself where
/// from it sends a POST, and no page can make it say something else.
pub(crate) fn check(req: &HttpRequest) -> Result<(), Problem> {
    let allowed = only(req, header::ORIGIN).is_some_and(|origin| {
        config(req).is_some_and(|config| config.allowed_origins.iter().any(|listed| listed == origin))
            || OwnOrigin::of(req).is_some_and(|own| own.0 == origin)
    });
    if allowed { Ok(()) } else { Err(refusal()) }
}

/// The same for what no cookie is needed for: who says no origin is no browser.
pub(crate) fn check_if_said(req: &HttpRequest) -> Result<(), Problem> {
    if req.headers().contains_key(header::ORIGIN) { check(req) } else { Ok(()) }
}

fn refusal() -> Problem {
    Problem::new(Code::OriginNotAllowed, "Pages of this origin may not do this")
}

fn config(req: &HttpRequest) -> Option<&HttpConfig> {
    req.app_data::<Data<HttpConfig>>().map(|config| &***config)
}

/// A header that is there counts, though it be unclear.
fn host(req: &HttpRequest) -> Option<&str> {
    if req.headers().contains_key(header::HOST) {
        return only(req, header::HOST);
    }
    req.uri().authority().map(Authority::as_str)
}

/// The value of a header that comes once.
fn only(req: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    let mut values = req.headers().get_all(name);
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_host_is_https_but_on_the_machine_itself() {
        for (host, origin) in [
            ("tasks.example.org", "https://tasks.example.org"),
            ("Tasks.Example.org:443", "https://tasks.example.org"),
            ("tasks.example.org:8443", "https://tasks.example.org:8443"),
            ("192.168.1.5:8000", "https://192.168.1.5:8000"),
            ("localhost.example.org", "https://localhost.example.org"),
            ("127.0.0.1.example.org", "https://127.0.0.1.example.org"),
            ("localhost", "http://localhost"),
            ("LocalHost:80", "http://localhost"),
            ("localhost:8000", "http://localhost:8000"),
            ("127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("[::1]", "http://[::1]"),
            ("[::1]:8000", "http://[::1]:8000"),
        ] {
            let own = OwnOrigin::at_host(host);
            assert_eq!(own.0, origin);
            assert_eq!(own.is_plain_loopback(), origin.starts_with("http:"), "{host}");
        }
        assert!(!OwnOrigin("http://tasks.example.org".to_owned()).is_plain_loopback());
    }

    #[test]
    fn over_http2_the_authority_stands_for_the_header_host() {
        let absolute = || TestRequest::with_uri("https://tasks.example.org:8443/auth/refresh");
        assert_eq!(host(&absolute().to_http_request()), Some("tasks.example.org:8443"));
        let named = absolute().insert_header((header::HOST, "a.example"));
        assert_eq!(host(&named.to_http_request()), Some("a.example"));
        let twice =
            absolute().append_header((header::HOST, "a.example")).append_header((header::HOST, "b.example"));
        assert_eq!(host(&twice.to_http_request()), None);
        assert_eq!(host(&TestRequest::with_uri("/auth/refresh").to_http_request()), None);
    }
}
