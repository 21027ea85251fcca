//! The exact size limits of a request head.

use tasklane_tests::{RawConnection, Server};

const KIB: usize = 1024;

async fn status(server: &Server, head: String) -> String {
    let mut connection = RawConnection::open(server.address()).await;
    connection.send(head).await;
    let response = connection.read_to_end().await;
    assert_eq!(response.matches("HTTP/1.1 ").count(), 1, "{response}");
    let (_, rest) = response.split_once("HTTP/1.1 ").unwrap();
    let code = response.split_once("\"code\":\"").map(|(_, rest)| rest.split('"').next().unwrap());
    format!("{} {}", &rest[..3], code.unwrap_or_default()).trim().to_owned()
}

fn get(target: &str, fields: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{fields}\r\n")
}

// assures: R703
#[tokio::test]
async fn request_target_may_have_8_kib_and_not_one_byte_more() {
    let server = Server::on_memory(&[]).await;
    for begin in ["/health?", "/api/v1/tasks?q=", "/"] {
        let target = |size: usize| format!("{begin}{}", "x".repeat(size - begin.len()));
        let accepted = status(&server, get(&target(8 * KIB), "")).await;
        assert!(!accepted.starts_with("414"), "{accepted}");
        for size in [8 * KIB + 1, 60 * KIB] {
            assert_eq!(status(&server, get(&target(size), "")).await, "414 uri-too-long");
        }
    }
}

// assures: R703
#[tokio::test]
async fn request_head_may_have_32_kib_and_not_one_byte_more() {
    let server = Server::on_memory(&[]).await;
    let other = "Host: x\r\nConnection: close\r\n".len();
    let filler = |size: usize| format!("X-Filler: {}\r\n", "x".repeat(size - other - "X-Filler: \r\n".len()));
    assert_eq!(status(&server, get("/health", &filler(32 * KIB))).await, "200");
    assert_eq!(status(&server, get("/health", &filler(32 * KIB + 1))).await, "431 headers-too-large");
    // The parser rejects this head before any middleware runs.
    assert_eq!(status(&server, get("/health", &filler(300 * KIB))).await, "431 headers-too-large");
}

// assures: R703
#[tokio::test]
async fn request_head_may_have_96_fields_and_not_one_more() {
    let server = Server::on_memory(&[]).await;
    let fields = |count: usize| "X-Filler: x\r\n".repeat(count - 2);
    assert_eq!(status(&server, get("/health", &fields(96))).await, "200");
    assert!(status(&server, get("/health", &fields(97))).await.starts_with("431"));
}

#[tokio::test]
async fn connection_closes_after_a_rejected_head() {
    let server = Server::on_memory(&[]).await;
    let long_target = format!("GET /health?{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(8 * KIB));
    let large_block =
        format!("GET /health HTTP/1.1\r\nHost: x\r\nX-Filler: {}\r\n\r\n", "x".repeat(32 * KIB));
    for head in [long_target, large_block] {
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(head).await;
        let response = connection.read_to_end().await;
        assert!(response.to_lowercase().contains("\r\nconnection: close\r\n"), "{response}");
    }
}
