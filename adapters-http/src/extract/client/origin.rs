//! The origin of this server as browsers see it, and the check of the `Origin` header of requests.
//!
//! `PUBLIC_URL` sets the origin. Without it, a page belongs to this server if the host and port of its `Origin` equal
//! those of the `Host` header, or of `:authority` in HTTP/2. The scheme is taken from `Origin`, because the server
//! cannot know it if TLS ends at a proxy.

use std::net::IpAddr;
use std::sync::Once;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::http::uri::Authority;
use actix_web::web::Data;

use super::address::is_from_trusted_proxy;
use super::forwarded;
use crate::config::HttpConfig;
use crate::respond::{Code, Problem};

const HTTP: &str = "http";
const HTTPS: &str = "https";

/// Accepts a request only from a page of this server or of an allowed origin. A browser sets `Origin` on each POST, and
/// a page cannot change it.
pub(crate) fn check(req: &HttpRequest) -> Result<(), Problem> {
    let allowed = origin_header(req).zip(config(req)).is_some_and(|(origin, config)| {
        config.allowed_origins.iter().any(|listed| listed == origin) || is_own(req, config, origin)
    });
    if allowed { Ok(()) } else { Err(rejection()) }
}

/// Like [`check`], but also accepts requests without `Origin`. These requests do not come from a browser. Use this
/// check for requests that do not use the cookie.
pub(crate) fn check_if_present(req: &HttpRequest) -> Result<(), Problem> {
    if req.headers().contains_key(header::ORIGIN) { check(req) } else { Ok(()) }
}

/// Returns whether the client reaches this server over HTTPS. For browsers, `Origin` decides. For other clients, the
/// settings decide. Without settings, the server assumes HTTPS, unless the host is `localhost` or a loopback address.
pub(crate) fn is_https(req: &HttpRequest) -> bool {
    match origin_header(req).and_then(scheme) {
        Some(HTTPS) => true,
        Some(HTTP) => false,
        _ => match config(req).map(|config| (&config.public_origin, config.terminates_tls)) {
            Some((Some(public), _)) => scheme(public) == Some(HTTPS),
            Some((None, true)) => true,
            _ => !host(req).is_some_and(is_loopback),
        },
    }
}

/// Returns the port of the URL with which the client reaches this server, or `None` for the default port.
pub(crate) fn port(req: &HttpRequest) -> Option<&str> {
    let default = if is_https(req) { "443" } else { "80" };
    let (_, port) = host_and_port(host(req)?);
    port.filter(|port| *port != default && (1..=5).contains(&port.len()))
}

/// Returns the origin of the page and the host of this server, if they belong to different sites. Browsers never send
/// the cookie from a page of a different site. A page of a desktop or mobile app, such as `tauri://localhost`, is on a
/// different site from every server.
pub(crate) fn cross_site(req: &HttpRequest) -> Option<(&str, &str)> {
    let (origin, host) = origin_header(req).zip(host(req))?;
    let (_, authority) = origin.split_once("://")?;
    (is_app_origin(origin) || !are_same_site(host_and_port(authority).0, host_and_port(host).0))
        .then_some((origin, host))
}

/// Returns whether the origin has the scheme of an app, such as `tauri`. No web server can have served such a page.
pub(crate) fn is_app_origin(origin: &str) -> bool {
    scheme(origin).is_some_and(|scheme| !matches!(scheme, HTTP | HTTPS))
}

/// Logs once that sessions are not encrypted, when a browser on another machine logs in or refreshes a session over
/// plain HTTP.
pub(crate) fn log_unencrypted(req: &HttpRequest) {
    static LOGGED: Once = Once::new();
    let plain = origin_header(req).and_then(|origin| origin.strip_prefix("http://"));
    if plain.is_some_and(|authority| !is_loopback(authority)) {
        LOGGED.call_once(|| {
            tracing::warn!(
                origin = origin_header(req),
                "logins over plain HTTP are not encrypted: set up HTTPS unless the whole network is trusted"
            );
        });
    }
}

fn is_own(req: &HttpRequest, config: &HttpConfig, origin: &str) -> bool {
    if let Some(public) = &config.public_origin {
        return public == origin;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let default_port = match scheme {
        HTTPS => ":443",
        HTTP if !is_certainly_https(req, config) => ":80",
        _ => return false,
    };
    let bare = |authority: &str| {
        let authority = authority.to_ascii_lowercase();
        authority.strip_suffix(default_port).map(str::to_owned).unwrap_or(authority)
    };
    host(req).is_some_and(|host| !host.is_empty() && bare(host) == bare(authority))
}

/// Returns whether the browser certainly used HTTPS, regardless of the `Origin` header.
fn is_certainly_https(req: &HttpRequest, config: &HttpConfig) -> bool {
    config.terminates_tls
        || (is_from_trusted_proxy(req, &config.trusted_proxies)
            && forwarded::scheme(req.headers()) == Some(HTTPS))
}

fn rejection() -> Problem {
    let detail = "This address isn't allowed to sign in: add it to ALLOWED_ORIGINS or set PUBLIC_URL";
    Problem::new(Code::OriginNotAllowed, detail)
}

pub(crate) fn config(req: &HttpRequest) -> Option<&HttpConfig> {
    req.app_data::<Data<HttpConfig>>().map(|config| &***config)
}

/// Returns the `Origin` header, which contains the scheme, host and port (RFC 6454 §6.2).
fn origin_header(req: &HttpRequest) -> Option<&str> {
    single_header(req, header::ORIGIN)
}

fn scheme(origin: &str) -> Option<&str> {
    origin.split_once("://").map(|(scheme, _)| scheme)
}

/// Returns the host of the request. If the `Host` header is unreadable or repeated, returns `None`, even if the target
/// has a host.
pub(crate) fn host(req: &HttpRequest) -> Option<&str> {
    if req.headers().contains_key(header::HOST) {
        return single_header(req, header::HOST);
    }
    req.uri().authority().map(Authority::as_str)
}

/// Returns the value of a header that appears exactly once.
fn single_header(req: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    let mut values = req.headers().get_all(name);
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

pub(crate) fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    }
}

fn ip(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host).parse().ok()
}

fn is_loopback(authority: &str) -> bool {
    let (host, _) = host_and_port(authority);
    host.eq_ignore_ascii_case("localhost") || ip(host).is_some_and(|ip| ip.is_loopback())
}

/// Guesses whether two hosts belong to the same site, without the public suffix list: their last two labels are equal.
/// Used only to choose an error message.
fn are_same_site(one: &str, other: &str) -> bool {
    let site = |host: &str| {
        let labels: Vec<_> = host.rsplitn(3, '.').take(2).map(str::to_ascii_lowercase).collect();
        labels
    };
    one.eq_ignore_ascii_case(other) || (ip(one).is_none() && ip(other).is_none() && site(one) == site(other))
}

#[cfg(test)]
#[path = "origin_tests.rs"]
mod tests;
