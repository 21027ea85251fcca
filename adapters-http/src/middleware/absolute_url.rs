//! Writes absolute URLs of this server into `Location`, `Content-Location` and `Link`.
//!
//! Handlers write paths, and this module prepends `PUBLIC_URL`. Without that setting, it uses the server's scheme and
//! the request's `Host`, if both are known. Stored responses contain only the path, so the URL in a replayed response
//! is built from the repeated request.

use std::net::Ipv6Addr;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LOCATION, HeaderMap, HeaderValue, LINK, LOCATION};
use actix_web::http::uri::Authority;

use crate::config::HttpConfig;
use crate::extract::{forwarded, is_from_trusted_proxy, origin};

/// Maximum length of a host name (RFC 1035 §2.3.4).
const MAX_HOST: usize = 253;

/// Makes the URLs in these response headers absolute, if the server knows its own address.
pub(crate) fn make_absolute(req: &HttpRequest, headers: &mut HeaderMap) {
    let Some(base) = [LOCATION, CONTENT_LOCATION, LINK]
        .iter()
        .any(|name| headers.contains_key(name))
        .then(|| base(req))
        .flatten()
    else {
        return;
    };
    for name in [LOCATION, CONTENT_LOCATION] {
        if let Some(value) = headers.get_mut(&name) {
            let path = value.to_str().ok().filter(|path| is_path(path)).map(str::to_owned);
            replace(value, path.map(|path| format!("{base}{path}")));
        }
    }
    if let Some(value) = headers.get_mut(LINK) {
        let path = value.to_str().ok().and_then(|link| link.strip_prefix('<')).map(str::to_owned);
        replace(value, path.filter(|path| is_path(path)).map(|path| format!("<{base}{path}")));
    }
}

/// Returns whether the text is a path of this server. `//host` would name another server.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//")
}

fn replace(value: &mut HeaderValue, with: Option<String>) {
    if let Some(with) = with.and_then(|text| HeaderValue::try_from(text).ok()) {
        *value = with;
    }
}

/// Returns the URL of this server as the client sees it, without a trailing slash, or `None` if it is unknown.
fn base(req: &HttpRequest) -> Option<String> {
    let config = origin::config(req)?;
    if let Some(origin) = &config.public_origin {
        return Some(format!("{origin}{}", config.base_path));
    }
    let host = host(req)?;
    Some(format!("{}://{host}", scheme(req, config, host)?))
}

fn scheme(req: &HttpRequest, config: &HttpConfig, host: &str) -> Option<&'static str> {
    if !forwarded::is_forwarded(req.headers()) {
        return Some(if config.terminates_tls { "https" } else { "http" });
    }
    if !is_from_trusted_proxy(req, &config.trusted_proxies) || forwarded::is_rewritten(req.headers(), host) {
        return None;
    }
    forwarded::scheme(req.headers())
}

/// Returns the host that the client requested. A client can send any text as `Host`, so only valid host names are used.
/// Returns `None` if the target of the request names a different host than `Host`.
fn host(req: &HttpRequest) -> Option<&str> {
    let host = origin::host(req).filter(|host| is_host_and_port(host))?;
    let target = req.uri().authority().map(Authority::as_str);
    target.is_none_or(|target| target.eq_ignore_ascii_case(host)).then_some(host)
}

fn is_host_and_port(authority: &str) -> bool {
    let (host, port) = origin::host_and_port(authority);
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_name = |host: &str| {
        (1..=MAX_HOST).contains(&host.len())
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    let is_ipv6 = |host: &str| {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        bare.is_some_and(|bare| bare.parse::<Ipv6Addr>().is_ok())
    };
    port.is_none_or(is_port) && (is_name(host) || is_ipv6(host))
}

#[cfg(test)]
#[path = "absolute_url_tests.rs"]
mod tests;
