//! `tasklane healthcheck`: requests the readiness probe, for containers without an HTTP client.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConnection, StreamOwned};
use serde_json::json;

use super::cli::HealthcheckArgs;
use super::errors::{CommandError, NotReady};
use super::{insecure_tls, output};
use crate::settings::Settings;

const TIMEOUT: Duration = Duration::from_secs(3);
const REQUEST: &[u8] = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

pub(super) fn healthcheck(settings: &Settings, args: &HealthcheckArgs) -> Result<(), CommandError> {
    let result = check(settings.bind_addr, settings.tls.is_some());
    if args.output.json {
        output::print_json(&json!({"ready": result.is_ok()}))?;
    }
    Ok(result?)
}

/// Requests the readiness of the server at this address. Takes at most a few seconds.
pub(super) fn check(bound: SocketAddr, uses_tls: bool) -> Result<(), NotReady> {
    let address = reachable(bound);
    let response = if uses_tls { exchange_over_tls(address) } else { connect(address).and_then(exchange) };
    let response = response.map_err(|source| NotReady::Unreachable { address, source })?;
    let status = response.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(NotReady::Status(status.to_owned())) }
}

/// Returns the address to connect to: the loopback address if the server listens on all addresses.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    Ok(stream)
}

fn exchange(mut stream: impl Read + Write) -> io::Result<String> {
    stream.write_all(REQUEST)?;
    let mut response = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut response)?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}

/// Accepts any certificate: the request contains no secret, and certificates are rarely valid for the local address.
fn exchange_over_tls(address: SocketAddr) -> io::Result<String> {
    let config = insecure_tls::client_config().map_err(io::Error::other)?;
    let session = ClientConnection::new(Arc::new(config), address.ip().into()).map_err(io::Error::other)?;
    exchange(StreamOwned::new(session, connect(address)?))
}
