//! TLS termination by the program, with certificates that are renewed while it runs.

use rustix::process::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::support::{CertificateAuthority, RawConnection, Sandbox, TIMEOUT};

const REQUEST: &str = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const RENEWED: &str = "reloaded the certificate";
const KEPT: &str = "cannot reload the certificate, keeping the current one";

fn sandbox_with_tls(authority: &CertificateAuthority) -> Sandbox {
    let sandbox = Sandbox::on_sqlite().with("TLS_CERT", "cert.pem").with("TLS_KEY", "key.pem");
    authority.write_certificate(&sandbox);
    sandbox
}

async fn exchange(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin) -> String {
    stream.write_all(REQUEST.as_bytes()).await.unwrap();
    let mut response = String::new();
    timeout(TIMEOUT, stream.read_to_string(&mut response)).await.unwrap().unwrap();
    response
}

#[tokio::test]
async fn client_that_trusts_the_authority_is_served() {
    let authority = CertificateAuthority::new();
    let server = sandbox_with_tls(&authority).start().await;
    let response = exchange(authority.connect(server.address(), "http/1.1").await).await;
    assert!(response.starts_with("HTTP/1.1 200 ") && response.contains(r#""status":"ok""#), "{response}");
    let untrusting = CertificateAuthority::new().try_to_connect(server.address(), "http/1.1").await;
    assert!(untrusting.is_err(), "a client that does not trust the authority must not connect");
    let finished = server.stop().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}

#[tokio::test]
async fn client_that_prefers_http_2_is_served_with_http_1_1() {
    let authority = CertificateAuthority::new();
    let server = sandbox_with_tls(&authority).start().await;
    let stream = authority.connect(server.address(), "h2,http/1.1").await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert!(exchange(stream).await.starts_with("HTTP/1.1 200 "));
    let rejected = authority.try_to_connect(server.address(), "h2").await;
    assert!(rejected.is_err(), "a client without a common protocol must not connect");
}

#[tokio::test]
async fn new_connections_use_the_new_certificate_after_a_hangup_signal() {
    let [old, new] = [CertificateAuthority::new(), CertificateAuthority::new()];
    let sandbox = sandbox_with_tls(&old);
    let server = sandbox.start().await;
    let before = old.connect(server.address(), "http/1.1").await;
    new.write_certificate(&sandbox);
    server.signal(Signal::HUP);
    server.wait_until_logged(RENEWED).await;
    assert!(exchange(new.connect(server.address(), "http/1.1").await).await.starts_with("HTTP/1.1 200 "));
    assert!(old.try_to_connect(server.address(), "http/1.1").await.is_err());
    assert!(exchange(before).await.starts_with("HTTP/1.1 200 "), "existing connections must stay open");
}

#[tokio::test]
async fn unusable_files_keep_the_current_certificate() {
    let authority = CertificateAuthority::new();
    let [_, other_key] = authority.issue();
    for (file, content) in [("cert.pem", "garbage"), ("key.pem", ""), ("key.pem", other_key.as_str())] {
        let sandbox = sandbox_with_tls(&authority);
        let server = sandbox.start().await;
        sandbox.write(file, content);
        server.signal(Signal::HUP);
        server.wait_until_logged(KEPT).await;
        let response = exchange(authority.connect(server.address(), "http/1.1").await).await;
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        let line = server.log().into_iter().find(|line| line["message"] == KEPT).unwrap();
        assert!(line["level"] == "ERROR" && line["cause"].as_str().unwrap().contains(file), "{line}");
        authority.write_certificate(&sandbox);
        server.signal(Signal::HUP);
        server.wait_until_logged(RENEWED).await;
    }
}

#[tokio::test]
async fn client_without_tls_gets_no_http_response() {
    let authority = CertificateAuthority::new();
    let server = sandbox_with_tls(&authority).start().await;
    let mut plain = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    plain.write_all(REQUEST.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    // The connection may also be reset.
    let _ = timeout(TIMEOUT, plain.read_to_end(&mut received)).await.unwrap();
    assert!(!received.starts_with(b"HTTP"), "{}", received.escape_ascii());
    assert!(exchange(authority.connect(server.address(), "http/1.1").await).await.contains("200 OK"));
}

#[tokio::test]
async fn stalled_handshake_is_disconnected() {
    let server = sandbox_with_tls(&CertificateAuthority::new()).start().await;
    let mut silent = RawConnection::open(server.address()).await;
    assert_eq!(silent.read_to_end().await, "");
}

#[tokio::test]
async fn healthcheck_works_with_tls() {
    let sandbox = sandbox_with_tls(&CertificateAuthority::new());
    let server = sandbox.start().await;
    let other_sandbox = sandbox.with("BIND_ADDR", &server.address().to_string());
    assert_eq!(other_sandbox.run(&["healthcheck"]).await.expect(0), "");
    let without = Sandbox::bare().with("BIND_ADDR", &server.address().to_string());
    without.run(&["healthcheck"]).await.expect_error(1);
}

#[tokio::test]
async fn startup_error_names_the_unusable_tls_file() {
    let authority = CertificateAuthority::new();
    let [_, other_key] = authority.issue();
    for (file, content, expected) in [
        ("cert.pem", Some("garbage"), "cert.pem contains no certificate"),
        ("cert.pem", None, "cannot read the certificate in cert.pem"),
        ("key.pem", Some(""), "cannot read the private key in key.pem"),
        ("key.pem", None, "cannot read the private key in key.pem"),
        (
            "key.pem",
            Some(other_key.as_str()),
            "cannot use the certificate in cert.pem with the private key in key.pem",
        ),
    ] {
        let sandbox = sandbox_with_tls(&authority);
        match content {
            Some(content) => sandbox.write(file, content),
            None => std::fs::remove_file(sandbox.path(file)).unwrap(),
        }
        let finished = sandbox.run(&[]).await;
        let error_message = finished.expect_error(2);
        assert!(error_message.contains(expected), "{error_message}");
    }
    for (set, missing) in [("TLS_CERT", "TLS_KEY"), ("TLS_KEY", "TLS_CERT")] {
        let finished = Sandbox::bare().with(set, "x.pem").run(&[]).await;
        let error_message = finished.expect_error(2);
        assert!(error_message.contains(&format!("{missing}: must be set")), "{error_message}");
    }
}
