//! Checks the settings: invalid and unknown names, and combinations that can't work or are not safe.

use std::net::SocketAddr;

use ipnet::IpNet;
use tasklane_adopt::count_of;
use tasklane_runtime::format_error_chain;
use url::{Host, Url};

use super::finding::Finding;
use crate::settings::{EnvironmentError, InvalidSettings, Settings, UnknownName};

const SETTINGS: &str = "settings";
const UNKNOWN: &str = "unknown-settings";
const PUBLIC_URL: &str = "public-url";
const ORIGINS: &str = "allowed-origins";
const PROXIES: &str = "trusted-proxies";
/// A network with a shorter prefix is probably not a list of proxies.
const MIN_PREFIX: (u8, u8) = (16, 48);

/// The settings that say how clients reach the server.
#[derive(Clone, Copy)]
struct Access<'a> {
    address: SocketAddr,
    has_tls: bool,
    public_origin: Option<&'a str>,
    has_path: bool,
    /// `None` if the default applies.
    origins: Option<&'a [String]>,
    proxies: &'a [IpNet],
}

/// Returns one problem per invalid setting.
pub(super) fn invalid(invalid: &InvalidSettings) -> Vec<Finding> {
    let advice = "correct the setting: docs/SETTINGS.md lists the values";
    invalid
        .faults()
        .map(|(name, fault)| Finding::problem(SETTINGS, format!("{name}: {fault}"), advice))
        .collect()
}

pub(super) fn unreadable(error: &EnvironmentError) -> Finding {
    Finding::problem(SETTINGS, format_error_chain(error), "correct the file .env in the working directory")
}

pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let mut findings =
        vec![Finding::ok(SETTINGS, format!("{} set", count_of(settings.given.len(), "setting")))];
    findings.extend(settings.unknown.iter().map(unknown));
    let access = Access {
        address: settings.bind_addr,
        has_tls: settings.tls.is_some(),
        public_origin: settings.http.public_origin.as_deref(),
        has_path: !settings.http.base_path.is_empty(),
        origins: settings.given.contains(&"ALLOWED_ORIGINS").then_some(&*settings.http.allowed_origins),
        proxies: &settings.http.trusted_proxies,
    };
    findings.extend(evaluate(&access));
    if settings.database.is_unencrypted_remote() {
        findings.push(Finding::warning(
            "database-encryption",
            "connections to a database on another machine are not encrypted",
            "set sslmode=verify-full in DATABASE_URL and DATABASE_READ_URL",
        ));
    }
    findings
}

fn unknown(name: &UnknownName) -> Finding {
    Finding::warning(UNKNOWN, name.to_string(), "correct or remove the name, which is ignored")
}

fn evaluate(access: &Access<'_>) -> Vec<Finding> {
    let mut findings = vec![public_url(access)];
    findings.extend(path(access));
    findings.extend(origins(access));
    findings.extend(access.proxies.iter().filter_map(|network| proxy_network(*network)));
    findings
}

fn public_url(access: &Access<'_>) -> Finding {
    let proxied = !access.proxies.is_empty();
    match access.public_origin {
        Some(origin) if access.has_tls && is_http(origin) => Finding::problem(
            PUBLIC_URL,
            format!(
                "PUBLIC_URL begins with {origin}, but TLS_CERT makes the server use HTTPS: browsers can't log in"
            ),
            "begin PUBLIC_URL with https://",
        ),
        Some(origin) if is_http(origin) && !is_loopback(origin) => Finding::warning(
            PUBLIC_URL,
            format!(
                "clients reach {origin} without encryption: passwords can be read on the network, \
                 and cookies have no Secure attribute"
            ),
            "use HTTPS, and begin PUBLIC_URL with https://",
        ),
        Some(origin) if !is_http(origin) && !access.has_tls && !proxied => Finding::warning(
            PUBLIC_URL,
            format!(
                "a proxy must provide {origin}, but TRUSTED_PROXIES is empty: all clients share one rate limit"
            ),
            "set TRUSTED_PROXIES to the addresses of the proxy",
        ),
        Some(origin) => Finding::ok(PUBLIC_URL, origin),
        None if proxied => Finding::warning(
            PUBLIC_URL,
            "TRUSTED_PROXIES is set, but PUBLIC_URL is not: links are relative if the proxy omits a header",
            "set PUBLIC_URL to the address that browsers use",
        ),
        None if !access.has_tls && !access.address.ip().is_loopback() => Finding::warning(
            PUBLIC_URL,
            format!(
                "the server listens on {} without encryption: passwords can be read on the network",
                access.address
            ),
            "set TLS_CERT and TLS_KEY, or use a proxy with HTTPS and set PUBLIC_URL and TRUSTED_PROXIES",
        ),
        None => Finding::ok(PUBLIC_URL, "not set: the Host header of each request applies"),
    }
}

fn path(access: &Access<'_>) -> Option<Finding> {
    let is_unreachable = access.has_path && access.proxies.is_empty();
    is_unreachable.then(|| {
        Finding::warning(
            PUBLIC_URL,
            "PUBLIC_URL has a path, but no proxy is configured that removes the path from requests",
            "set TRUSTED_PROXIES to the addresses of the proxy, or remove the path from PUBLIC_URL",
        )
    })
}

fn origins(access: &Access<'_>) -> Option<Finding> {
    let Some(origins) = access.origins else {
        let is_public = access.public_origin.is_some_and(|origin| !is_loopback(origin));
        return is_public.then(|| {
            Finding::warning(
                ORIGINS,
                "ALLOWED_ORIGINS is not set, and the default allows development pages at localhost",
                "set ALLOWED_ORIGINS to the origins of your pages, or to [] if you have no pages on other origins",
            )
        });
    };
    let is_https = access.has_tls || access.public_origin.is_some_and(|origin| !is_http(origin));
    let unsafe_origin = origins.iter().find(|origin| is_https && is_http(origin) && !is_loopback(origin));
    Some(match unsafe_origin {
        Some(origin) => Finding::warning(
            ORIGINS,
            format!(
                "pages of {origin} are not encrypted, so an attacker on the network can act for their users"
            ),
            "allow only https:// origins",
        ),
        None => Finding::ok(ORIGINS, count_of(origins.len(), "origin")),
    })
}

fn proxy_network(network: IpNet) -> Option<Finding> {
    let min = if network.addr().is_ipv4() { MIN_PREFIX.0 } else { MIN_PREFIX.1 };
    (network.prefix_len() < min).then(|| {
        Finding::warning(
            PROXIES,
            format!("every host in {network} can forge the address of a client"),
            "list only the addresses of your proxies in TRUSTED_PROXIES",
        )
    })
}

fn is_http(origin: &str) -> bool {
    origin.starts_with("http://")
}

fn is_loopback(origin: &str) -> bool {
    match Url::parse(origin).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
