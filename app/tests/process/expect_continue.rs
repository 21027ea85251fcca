//! `Expect: 100-continue`, and requests to upgrade the protocol.

use serde_json::json;

use crate::support::{RawConnection, Sandbox, Server, log_in, sign_up};

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";

fn head(line: &str, headers: &[&str]) -> String {
    let line = format!("{line} HTTP/1.1");
    let lines = [&[&*line, "Host: tasklane"], headers, &["", ""]].concat();
    lines.join("\r\n")
}

async fn open(server: &Server) -> RawConnection {
    RawConnection::open(server.address()).await
}

async fn start() -> (Sandbox, Server, String) {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let tokens = log_in(&server, "ada").await;
    let authorization = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());
    (sandbox, server, authorization)
}

/// Returns the status line and headers of a response, and discards its body.
async fn read_response(connection: &mut RawConnection) -> String {
    let head = connection.read_until("\r\n\r\n").await;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    connection.skip(length.map_or(0, |length| length.parse().unwrap())).await;
    head
}

#[tokio::test]
async fn continue_is_sent_when_the_body_is_read() {
    let (_sandbox, server, token) = start().await;
    let mut connection = open(&server).await;
    for title in ["one", "two"] {
        let body = json!({"title": title}).to_string();
        let length = format!("Content-Length: {}", body.len());
        let headers = [&*token, "Content-Type: application/json", &length, "Expect: 100-Continue"];
        connection.send(&head("POST /api/v1/tasks", &headers)).await;
        assert_eq!(connection.read_until("\r\n\r\n").await, CONTINUE);
        connection.send(&body).await;
        let response = read_response(&mut connection).await;
        assert!(
            response.starts_with("HTTP/1.1 201 Created\r\n") && !response.contains("connection:"),
            "{response}"
        );
    }
    // A chunked file.
    let headers = [&*token, "Content-Type: text/csv", "Transfer-Encoding: chunked", "Expect: 100-continue"];
    connection.send(&head("POST /api/v1/tasks/import", &headers)).await;
    assert_eq!(connection.read_until("\r\n\r\n").await, CONTINUE);
    connection.send("8\r\ntitle\na\n\r\n0\r\n\r\n").await;
    assert!(read_response(&mut connection).await.starts_with("HTTP/1.1 200 OK\r\n"));
    // Without a body, the server does not send 100 Continue.
    connection.send(&head("GET /api/v1/tasks", &[&token, "Expect: 100-continue"])).await;
    assert!(read_response(&mut connection).await.starts_with("HTTP/1.1 200 OK\r\n"));
    server.stop().await.expect(0);
}

#[tokio::test]
async fn rejection_replaces_the_continue_response() {
    let (_sandbox, server, token) = start().await;
    let json = "Content-Type: application/json";
    let (small, chunked) = ("Content-Length: 10", "Transfer-Encoding: chunked");
    for (line, headers, status) in [
        ("POST /api/v1/tasks", vec![json, small], 401),
        ("POST /api/v1/tasks", vec![json, chunked], 401),
        ("POST /api/v1/tasks", vec!["Authorization: Bearer x", json, small], 401),
        ("POST /api/v1/tasks/import", vec![json, small], 401),
        ("POST /api/v1/nothing", vec![&token, json, small], 404),
        ("POST /nothing", vec![json, small], 404),
        ("PUT /api/v1/tasks", vec![&token, json, small], 405),
        ("POST /api/v1/tasks", vec![&token, json, "Content-Length: 65537"], 413),
        ("POST /api/v1/tasks", vec![&token, "Content-Type: text/plain", small], 415),
        ("POST /api/v1/auth/logout", vec!["Content-Type: text/plain", small], 415),
        ("POST /api/v1/auth/refresh", vec!["Content-Type: text/plain", small], 415),
        ("POST /api/v1/tasks/import", vec![&token, "Content-Type: text/csv", "Content-Length: 9000000"], 413),
        ("POST /api/v1/tasks/import", vec![&token, "Content-Type: text/plain", chunked], 415),
    ] {
        let mut connection = open(&server).await;
        let headers: Vec<&str> = headers.into_iter().chain(["Expect: 100-continue"]).collect();
        connection.send(&head(line, &headers)).await;
        let response = read_response(&mut connection).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{line} {headers:?}: {response}");
        assert!(response.contains("\r\nconnection: close\r\n"), "{line} {headers:?}: {response}");
    }
    server.stop().await.expect(0);
}

#[tokio::test]
async fn rate_limited_login_is_rejected_without_its_body() {
    let sandbox = Sandbox::on_sqlite().with("RATE_LIMIT_ENABLED", "true");
    let server = sandbox.start_ready().await;
    let headers = ["Content-Type: application/json", "Content-Length: 10", "Expect: 100-continue"];
    for _ in 0..1000 {
        let mut connection = open(&server).await;
        connection.send(&head("POST /api/v1/auth/login", &headers)).await;
        let first = connection.read_until("\r\n\r\n").await;
        if first != CONTINUE {
            assert!(first.starts_with("HTTP/1.1 429 "), "{first}");
            server.stop().await.expect(0);
            return;
        }
        connection.reset();
    }
    panic!("a login must be rate limited");
}

#[tokio::test]
async fn upgrade_is_ignored_and_the_connection_stays_usable() {
    let (_sandbox, server, token) = start().await;
    let mut connection = open(&server).await;
    let h2c = [
        "Connection: Upgrade, HTTP2-Settings",
        "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
        "Upgrade: h2c",
    ];
    let websocket = ["Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    for upgrade in [&h2c, &websocket] {
        let headers: Vec<&str> = upgrade.iter().copied().chain([&*token]).collect();
        // The second request is sent before the first response. The requests of the next iteration are sent after both
        // responses.
        connection.send(&head("GET /api/v1/tasks", &headers).repeat(2)).await;
        for _ in 0..2 {
            let response = read_response(&mut connection).await;
            assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
            assert!(!response.to_ascii_lowercase().contains("upgrade"), "{response}");
        }
        let body = r#"{"title":"Connection: upgrade"}"#;
        let length = format!("Content-Length: {}", body.len());
        let with_body: Vec<&str> =
            headers.iter().copied().chain(["Content-Type: application/json", &length]).collect();
        connection.send(&(head("POST /api/v1/tasks", &with_body) + body)).await;
        let created = read_response(&mut connection).await;
        assert!(
            created.starts_with("HTTP/1.1 201 Created\r\n") && !created.contains("connection:"),
            "{created}"
        );
    }
    let headers = [&*token, "Connection: close, Upgrade", "Upgrade: h2c"];
    connection.send(&head("GET /api/v1/tasks", &headers)).await;
    assert!(connection.read_to_end().await.contains("Connection: upgrade"), "the titles must not change");
    server.stop().await.expect(0);
}
