//! `HAProxy` with the shipped configuration.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::{Sandbox, eventually};

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ops/haproxy/haproxy.cfg");

/// A running `HAProxy`. Dropping it stops the process.
pub(crate) struct HaProxy {
    _process: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl HaProxy {
    pub(crate) async fn start(sandbox: &Sandbox, address: SocketAddr, replicas: &[SocketAddr]) -> Self {
        let log = sandbox.path("haproxy.log");
        #[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
        let program = std::env::var_os("HAPROXY").unwrap_or_else(|| "haproxy".into());
        let mut command = Command::new(program);
        command.args(["-db", "-f", CONFIGURATION]);
        command.env("HAPROXY_BIND", address.to_string()).env("HAPROXY_CHECK_INTERVAL", "300ms");
        command.env("HAPROXY_MAXCONN", "200");
        for (number, replica) in replicas.iter().enumerate() {
            command.env(format!("REPLICA{}", number + 1), replica.to_string());
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let process = command.kill_on_drop(true).spawn();
        let process = process.unwrap_or_else(|error| {
            panic!("cannot start HAProxy: {error}; scripts/find-proxy.sh finds or installs one")
        });
        eventually("HAProxy listens", async || TcpStream::connect(address).await.is_ok()).await;
        Self { _process: process, address, log }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns how often the log contains this text about a replica (numbered from 1): `is DOWN` or `is UP`.
    pub(crate) fn times(&self, number: usize, text: &str) -> usize {
        // HAProxy logs each message twice. Only one of the two lines starts with this text.
        let line = format!("Server replicas/replica{number} {text}");
        fs::read_to_string(&self.log).unwrap().lines().filter(|logged| logged.starts_with(&line)).count()
    }
}
