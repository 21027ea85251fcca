//! Behind common proxies, no request can make another client receive a wrong response.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;

use tasklane_tests::smuggling_requests;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::support::{Sandbox, TIMEOUT, eventually, request};

/// The proxies share one connection to the server among all clients.
const HAPROXY: &str = "
global
    maxconn 100
defaults
    mode http
    timeout connect 10s
    timeout client 1s
    timeout server 20s
    http-reuse always
listen tasklane
    bind unix@SOCKET
    server tasklane SERVER pool-max-conn 1
";
const NGINX: &str = "
daemon off;
master_process off;
pid DIRECTORY/nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path DIRECTORY/bodies;
    proxy_temp_path DIRECTORY/responses;
    fastcgi_temp_path DIRECTORY/fastcgi;
    uwsgi_temp_path DIRECTORY/uwsgi;
    scgi_temp_path DIRECTORY/scgi;
    client_header_timeout 1s;
    client_body_timeout 1s;
    keepalive_timeout 1s;
    upstream tasklane { server SERVER; keepalive 1; }
    server {
        listen unix:SOCKET;
        location / {
            proxy_pass http://tasklane;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
        }
    }
}
";

/// Returns `None` if the proxy is not installed.
fn start(program: &str, arguments: &[&str]) -> Option<Child> {
    let spawn = |program: String| {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()
    };
    // `/usr/sbin` may not be in PATH.
    match spawn(program.to_owned()).or_else(|_| spawn(format!("/usr/sbin/{program}"))) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        started => Some(started.unwrap()),
    }
}

async fn ask(proxy: &Path, request: &[u8]) -> String {
    let mut stream = UnixStream::connect(proxy).await.unwrap();
    // The proxy may reject the request before reading all of it.
    let _ = stream.write_all(request).await;
    let mut received = Vec::new();
    let _ = timeout(TIMEOUT, stream.read_to_end(&mut received)).await.unwrap();
    String::from_utf8_lossy(&received).into_owned()
}

async fn expect_each_client_gets_its_own_response(program: &str, config: &str, arguments: &[&str]) {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let [file, socket, directory] = ["proxy.conf", "proxy.sock", "."].map(|name| sandbox.path(name));
    let config = config.replace("SOCKET", socket.to_str().unwrap());
    let config = config.replace("DIRECTORY", directory.to_str().unwrap());
    sandbox.write("proxy.conf", config.replace("SERVER", &server.address().to_string()));
    let Some(_proxy) = start(program, &[arguments, &[file.to_str().unwrap()]].concat()) else {
        eprintln!("SKIPPED: {program} is not installed (apt-get install {program})");
        return;
    };
    eventually("the proxy listens", async || UnixStream::connect(&socket).await.is_ok()).await;
    for (number, (name, attack)) in smuggling_requests().into_iter().enumerate() {
        let received = ask(&socket, &attack).await;
        assert!(!received.contains("HTTP/1.1 500"), "{name}: {received}");
        let id = format!("victim-{number}");
        let innocent = request("GET /health", &[&format!("X-Request-ID: {id}"), "Connection: close"], "");
        let response = ask(&socket, innocent.as_bytes()).await;
        assert!(response.starts_with("HTTP/1.1 200 "), "after {name}: {response}");
        assert!(response.contains(&format!("x-request-id: {id}\r\n")), "after {name}: {response}");
        assert_eq!(response.matches("HTTP/1.1 ").count(), 1, "after {name}: {response}");
    }
}

// assures: R608
#[tokio::test]
async fn each_client_gets_its_own_response_behind_haproxy() {
    expect_each_client_gets_its_own_response("haproxy", HAPROXY, &["-db", "-f"]).await;
}

// assures: R608
#[tokio::test]
async fn each_client_gets_its_own_response_behind_nginx() {
    expect_each_client_gets_its_own_response("nginx", NGINX, &["-c"]).await;
}

#[tokio::test]
async fn untrusted_proxy_is_logged_once() {
    for (trusted, expected) in [("", 1), ("127.0.0.1", 0)] {
        let server = Sandbox::on_sqlite().with("TRUSTED_PROXIES", trusted).start_ready().await;
        for header in ["x-forwarded-for", "forwarded", "x-forwarded-for"] {
            let url = format!("http://{}/health", server.address());
            let response =
                reqwest::Client::new().get(url).header(header, "for=198.51.100.1").send().await.unwrap();
            assert_eq!(response.status(), 200);
        }
        let log = server.log();
        let warnings =
            log.iter().filter(|line| line["level"] == "WARN").map(|line| line["message"].as_str().unwrap());
        let warnings: Vec<_> = warnings.filter(|message| message.contains("TRUSTED_PROXIES")).collect();
        assert_eq!(warnings.len(), expected, "{warnings:?}");
        server.stop().await.expect(0);
    }
}
