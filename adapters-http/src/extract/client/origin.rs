//! The origin under which a browser sees this server, and the pages that may use what a browser sends by itself.
//!
//! `PUBLIC_URL` says what it is. Without it a page is this server's own when the host and port of its `Origin` are those
//! of the header Host, or of `:authority`, which HTTP/2 has instead. The browser states the scheme in `Origin`: this
//! server can't know it where TLS ends in front of it.

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

/// Lets a request pass that comes from a page of this server, or of an origin on the list. A browser says by itself where
/// from it sends a POST, and no page can make it say something else.
pub(crate) fn check(req: &HttpRequest) -> Result<(), Problem> {
    let allowed = stated(req).zip(config(req)).is_some_and(|(origin, config)| {
        config.allowed_origins.iter().any(|listed| listed == origin) || is_own(req, config, origin)
    });
    if allowed { Ok(()) } else { Err(refusal()) }
}

/// The same where no cookie is needed: a client that sends no origin is no browser.
pub(crate) fn check_if_said(req: &HttpRequest) -> Result<(), Problem> {
    if req.headers().contains_key(header::ORIGIN) { check(req) } else { Ok(()) }
}

/// Whether the client reaches this server by HTTPS. The browser's `Origin` decides; for other clients the settings do,
/// and where they don't, it is HTTPS for any host but this machine.
pub(crate) fn is_https(req: &HttpRequest) -> bool {
    match stated(req).and_then(scheme) {
        Some(HTTPS) => true,
        Some(HTTP) => false,
        _ => match config(req).map(|config| (&config.public_origin, config.terminates_tls)) {
            Some((Some(public), _)) => scheme(public) == Some(HTTPS),
            Some((None, true)) => true,
            _ => !host(req).is_some_and(is_loopback),
        },
    }
}

/// The port that the client has in the address of this server; `None` for the default one.
pub(crate) fn port(req: &HttpRequest) -> Option<&str> {
    let default = if is_https(req) { "443" } else { "80" };
    let (_, port) = host_and_port(host(req)?);
    port.filter(|port| *port != default && (1..=5).contains(&port.len()))
}

/// The page's origin, where it is of another site than this server: its requests never carry the cookie. A page of an
/// app, such as `tauri://localhost`, is of another site than every server.
pub(crate) fn of_another_site(req: &HttpRequest) -> Option<(&str, &str)> {
    let (origin, host) = stated(req).zip(host(req))?;
    let (_, authority) = origin.split_once("://")?;
    (is_of_app(origin) || !are_same_site(host_and_port(authority).0, host_and_port(host).0))
        .then_some((origin, host))
}

/// Whether no server can serve pages of this origin: its scheme is an app's own.
pub(crate) fn is_of_app(origin: &str) -> bool {
    scheme(origin).is_some_and(|scheme| !matches!(scheme, HTTP | HTTPS))
}

/// Logs once that sessions travel unencrypted, when a browser signs in by plain HTTP from another machine.
pub(crate) fn log_unencrypted(req: &HttpRequest) {
    static LOGGED: Once = Once::new();
    let plain = stated(req).and_then(|origin| origin.strip_prefix("http://"));
    if plain.is_some_and(|authority| !is_loopback(authority)) {
        LOGGED.call_once(|| {
            tracing::warn!(
                origin = stated(req),
                "sessions travel unencrypted over plain HTTP; set up HTTPS unless all of the network is trusted"
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
        HTTP if !is_surely_https(req, config) => ":80",
        _ => return false,
    };
    let bare = |authority: &str| {
        let authority = authority.to_ascii_lowercase();
        authority.strip_suffix(default_port).map(str::to_owned).unwrap_or(authority)
    };
    host(req).is_some_and(|host| !host.is_empty() && bare(host) == bare(authority))
}

/// Whether this server knows that the browser came by HTTPS, whatever a page states.
fn is_surely_https(req: &HttpRequest, config: &HttpConfig) -> bool {
    config.terminates_tls
        || (is_from_trusted_proxy(req, &config.trusted_proxies)
            && forwarded::scheme(req.headers()) == Some(HTTPS))
}

fn refusal() -> Problem {
    let detail = "This address isn't allowed to sign in: add it to ALLOWED_ORIGINS or set PUBLIC_URL";
    Problem::new(Code::OriginNotAllowed, detail)
}

pub(crate) fn config(req: &HttpRequest) -> Option<&HttpConfig> {
    req.app_data::<Data<HttpConfig>>().map(|config| &***config)
}

/// Written as browsers write it: scheme, host and port (RFC 6454 §6.2).
fn stated(req: &HttpRequest) -> Option<&str> {
    only(req, header::ORIGIN)
}

fn scheme(origin: &str) -> Option<&str> {
    origin.split_once("://").map(|(scheme, _)| scheme)
}

/// A header that is there counts, though it be unclear.
pub(crate) fn host(req: &HttpRequest) -> Option<&str> {
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

/// A guess without the list of public suffixes, for a hint: names of one site share their last two labels.
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
