//! Checks the listen addresses: whether they can be bound, or a Tasklane server uses them, and who can reach the
//! metrics.

use std::io;
use std::net::{IpAddr, SocketAddr};

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, socket_with, sockopt};
use tasklane_runtime::format_error_chain;

use super::deadline::limited_on_a_thread;
use super::finding::Finding;
use crate::commands::errors::NotReady;
use crate::commands::healthcheck;
use crate::settings::Settings;

const LISTEN: &str = "listen-address";
const METRICS: &str = "metrics-address";

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let (address, uses_tls) = (settings.bind_addr, settings.tls.is_some());
    let mut findings =
        limited_on_a_thread(LISTEN, move || vec![listener(LISTEN, "BIND_ADDR", address, uses_tls)]).await;
    if let Some(address) = settings.telemetry.metrics_addr {
        findings.extend(limited_on_a_thread(METRICS, move || metrics(address)).await);
    }
    findings
}

fn metrics(address: SocketAddr) -> Vec<Finding> {
    let mut findings = vec![listener(METRICS, "METRICS_ADDR", address, false)];
    findings.extend(exposure(address));
    findings
}

fn listener(check: &'static str, setting: &str, address: SocketAddr, uses_tls: bool) -> Finding {
    match try_bind(address) {
        Ok(()) => Finding::ok(check, format!("{address} is free")),
        // The metrics listener serves the readiness probe, too.
        Err(Errno::ADDRINUSE) => in_use(check, setting, address, healthcheck::check(address, uses_tls)),
        Err(Errno::ADDRNOTAVAIL) => Finding::problem(
            check,
            format!("no network interface of this machine has the address {}", address.ip()),
            format!("correct {setting}"),
        ),
        Err(Errno::ACCESS) => Finding::problem(
            check,
            format!("this user may not listen on port {}", address.port()),
            format!(
                "set {setting} to a port of 1024 or above, use a proxy, or grant CAP_NET_BIND_SERVICE \
                 (docs/OPERATIONS.md, Ports below 1024)"
            ),
        ),
        Err(error) => {
            let found = format!("cannot listen on {address}: {}", io::Error::from(error));
            Finding::problem(check, found, format!("correct {setting}"))
        }
    }
}

/// Binds a socket, and closes it without listening, so no client can connect to it.
fn try_bind(address: SocketAddr) -> Result<(), Errno> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    // The server sets this option too, so that connections of an earlier server don't occupy the address.
    sockopt::set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &address)
}

fn in_use(check: &'static str, setting: &str, address: SocketAddr, health: Result<(), NotReady>) -> Finding {
    match health {
        Ok(()) => Finding::ok(check, format!("a running server uses {address}, and is ready")),
        Err(NotReady::Status(status)) if status.contains(" 503") => Finding::warning(
            check,
            format!("a running server uses {address}, but is not ready ({status})"),
            "resolve the other findings, then read the server's log",
        ),
        Err(error) => Finding::problem(
            check,
            format!("another program uses {address} ({})", format_error_chain(&error)),
            format!("stop this program (`ss -ltnp` lists it), or choose another port in {setting}"),
        ),
    }
}

/// Private networks are allowed, because the collector is often on another machine.
fn exposure(address: SocketAddr) -> Option<Finding> {
    let is_private = match address.ip().to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    (!is_private).then(|| {
        Finding::warning(
            METRICS,
            format!("every host that reaches {address} can read the metrics without a password"),
            "set METRICS_ADDR to a loopback or private address, or let a firewall admit only the collector",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    #[test]
    fn only_a_ready_server_may_use_the_address() {
        let address = "127.0.0.1:8000".parse().unwrap();
        let level = |health| in_use(LISTEN, "BIND_ADDR", address, health).level;
        let status = |status: &str| Err(NotReady::Status(status.to_owned()));
        assert_eq!(level(Ok(())), Level::Ok);
        assert_eq!(level(status("HTTP/1.1 503 Service Unavailable")), Level::Warning);
        assert_eq!(level(status("HTTP/1.1 404 Not Found")), Level::Problem);
        let refused = NotReady::Unreachable { address, source: io::ErrorKind::ConnectionRefused.into() };
        assert_eq!(level(Err(refused)), Level::Problem);
    }

    #[test]
    fn metrics_on_a_public_address_are_a_warning() {
        let is_exposed = |address: &str| exposure(address.parse().unwrap()).is_some();
        for address in
            ["127.0.0.1:9100", "10.0.0.11:9100", "[::1]:9100", "[fd00::1]:9100", "[::ffff:127.0.0.1]:9100"]
        {
            assert!(!is_exposed(address), "{address}");
        }
        for address in ["0.0.0.0:9100", "[::]:9100", "192.0.2.1:9100", "[2001:db8::1]:9100"] {
            assert!(is_exposed(address), "{address}");
        }
    }

    #[test]
    fn bound_address_is_reported_as_in_use() {
        let bound = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = bound.local_addr().unwrap();
        assert_eq!(try_bind(address), Err(Errno::ADDRINUSE));
        drop(bound);
        assert_eq!(try_bind(address), Ok(()));
        assert_eq!(try_bind("192.0.2.1:80".parse().unwrap()), Err(Errno::ADDRNOTAVAIL));
    }
}
