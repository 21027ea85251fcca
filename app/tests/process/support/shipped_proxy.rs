//! The reverse proxies of Debian with the shipped configurations. The tests change only addresses, certificates and the
//! settings that a test needs.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU8, Ordering};

use tasklane_tests::Client;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::{CertificateAuthority, Sandbox, eventually};

const NGINX: &str = include_str!("../../../../ops/nginx/tasklane.conf");
const CADDY: &str = include_str!("../../../../ops/caddy/Caddyfile");
const HAPROXY: &str = include_str!("../../../../ops/haproxy/haproxy.cfg");

/// The main configuration of nginx, which includes the shipped file.
const NGINX_FRAME: &str = "
daemon off;
master_process off;
pid DIRECTORY/nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    types { text/html html; text/css css; text/javascript js; }
    client_body_temp_path DIRECTORY/bodies;
    proxy_temp_path DIRECTORY/responses;
    fastcgi_temp_path DIRECTORY/fastcgi;
    uwsgi_temp_path DIRECTORY/uwsgi;
    scgi_temp_path DIRECTORY/scgi;
    include DIRECTORY/tasklane.conf;
}
";
const CADDY_FRAME: &str = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Nginx,
    Caddy,
    HaProxy,
}

/// A running proxy. Dropping it stops the process.
pub(crate) struct ShippedProxy {
    _process: Child,
    authority: CertificateAuthority,
    address: SocketAddr,
    path: &'static str,
}

/// Returns an address that no other test uses.
pub(crate) fn free_address() -> SocketAddr {
    static HOST: AtomicU8 = AtomicU8::new(1);
    let [.., high, low] = std::process::id().to_be_bytes();
    let host = Ipv4Addr::new(127, high, low, HOST.fetch_add(1, Ordering::Relaxed));
    TcpListener::bind((host, 0)).unwrap().local_addr().unwrap()
}

impl ShippedProxy {
    /// Starts a proxy in front of `server`. If `path` is not empty, the server is available below this path, as the
    /// comments of the configuration describe.
    pub(crate) async fn start(
        kind: Kind,
        sandbox: &Sandbox,
        address: SocketAddr,
        server: SocketAddr,
        path: &'static str,
    ) -> Self {
        let authority = CertificateAuthority::new();
        authority.write_certificate(sandbox);
        let text = match kind {
            Kind::Nginx => nginx(sandbox, address, server, path),
            Kind::Caddy => caddy(sandbox, address, server, path),
            Kind::HaProxy => haproxy(sandbox, address, path),
        };
        sandbox.write("proxy.conf", text);
        let mut command = command(kind, sandbox, server);
        let log = sandbox.path("proxy.log");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let mut process = command.kill_on_drop(true).spawn().unwrap_or_else(|error| {
            panic!("cannot start {kind:?}: {error}; scripts/find-proxy.sh finds or installs one")
        });
        eventually("the proxy listens", async || {
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "{kind:?}: {}", std::fs::read_to_string(&log).unwrap());
            TcpStream::connect(address).await.is_ok()
        })
        .await;
        Self { _process: process, authority, address, path }
    }

    /// Returns the public URL of the server.
    pub(crate) fn url(&self) -> String {
        public_url(self.address, self.path)
    }

    /// Returns a client that trusts the certificate and connects from this address.
    pub(crate) fn client_from(&self, address: Ipv4Addr) -> Client {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([reqwest::Certificate::from_pem(self.authority.pem().as_bytes()).unwrap()])
            .resolve("localhost", self.address)
            .local_address(std::net::IpAddr::from(address));
        Client::with_http(http.build().unwrap(), &self.url())
    }

    pub(crate) fn client(&self) -> Client {
        self.client_from(Ipv4Addr::LOCALHOST)
    }
}

pub(crate) fn public_url(address: SocketAddr, path: &str) -> String {
    format!("https://localhost:{}{path}", address.port())
}

/// Replaces text that the shipped configuration must contain.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the configuration must contain {from}");
        text.replace(from, to)
    })
}

fn file(sandbox: &Sandbox, name: &str) -> String {
    sandbox.path(name).to_str().unwrap().to_owned()
}

fn nginx(sandbox: &Sandbox, address: SocketAddr, server: SocketAddr, path: &str) -> String {
    let plain = format!("listen {};", free_address());
    let secure = format!("listen {address} ssl http2;");
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| file(sandbox, name));
    let mut text = replaced(
        NGINX,
        &[
            ("server 127.0.0.1:8000;", &format!("server {server};")),
            ("listen 80;", &plain),
            ("    listen [::]:80;\n", ""),
            ("listen 443 ssl http2;", &secure),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("/etc/letsencrypt/live/tasks.example.org/fullchain.pem", &certificate),
            ("/etc/letsencrypt/live/tasks.example.org/privkey.pem", &key),
            ("server_name tasks.example.org", "server_name localhost"),
        ],
    );
    if !path.is_empty() {
        let location = format!("\n    location {path}/ {{\n        proxy_pass http://tasklane/;");
        text = replaced(&text, &[("\n    location / {\n        proxy_pass http://tasklane;", &location)]);
    }
    sandbox.write("tasklane.conf", text);
    NGINX_FRAME.replace("DIRECTORY", &file(sandbox, "."))
}

fn caddy(sandbox: &Sandbox, address: SocketAddr, server: SocketAddr, path: &str) -> String {
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| file(sandbox, name));
    let site = format!(
        "\nhttps://localhost:{} {{\n\tbind {}\n\ttls {certificate} {key}\n",
        address.port(),
        address.ip()
    );
    let upstream = format!("reverse_proxy {server} {{");
    let mut text =
        replaced(CADDY, &[("\ntasks.example.org {\n", &site), ("reverse_proxy 127.0.0.1:8000 {", &upstream)]);
    if !path.is_empty() {
        let handle = format!("\n\tredir {path} {path}/ 308\n\thandle_path {path}/* {{\n");
        text = replaced(&text, &[("\n\thandle {\n", &handle)]);
    }
    format!("{CADDY_FRAME}{text}")
}

fn haproxy(sandbox: &Sandbox, address: SocketAddr, path: &str) -> String {
    let both = [file(sandbox, "cert.pem"), file(sandbox, "key.pem")]
        .map(|path| std::fs::read(path).unwrap())
        .concat();
    sandbox.write("both.pem", both);
    let bind = format!("bind {address} ssl crt {} alpn h2,http/1.1", file(sandbox, "both.pem"));
    let mut text = replaced(HAPROXY, &[("bind \"${HAPROXY_BIND-:8080}\"", &bind)]);
    if !path.is_empty() {
        text = replaced(
            &text,
            &[
                ("# http-request redirect", "http-request redirect"),
                ("# http-request replace-path", "http-request replace-path"),
            ],
        );
    }
    text
}

fn command(kind: Kind, sandbox: &Sandbox, server: SocketAddr) -> Command {
    let config = file(sandbox, "proxy.conf");
    let (program, arguments) = match kind {
        Kind::Nginx => (program("NGINX_PROGRAM", "nginx"), vec!["-c", &config]),
        Kind::Caddy => {
            (program("CADDY", "caddy"), vec!["run", "--adapter", "caddyfile", "--config", &config])
        }
        Kind::HaProxy => (program("HAPROXY", "haproxy"), vec!["-db", "-f", &config]),
    };
    let mut command = Command::new(program);
    command.args(arguments).env("HAPROXY_MAXCONN", "200");
    command.env("XDG_DATA_HOME", sandbox.path(".")).env("XDG_CONFIG_HOME", sandbox.path("."));
    for replica in 1..=3 {
        command.env(format!("REPLICA{replica}"), server.to_string());
    }
    command
}

#[expect(clippy::disallowed_methods, reason = "the path of a program is not a setting")]
fn program(variable: &str, name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    // `/usr/sbin` may not be in PATH.
    let in_sbin = PathBuf::from(format!("/usr/sbin/{name}"));
    if in_sbin.exists() { in_sbin } else { name.into() }
}
