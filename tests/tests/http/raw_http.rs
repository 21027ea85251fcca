//! Malformed requests: each gets a response or a closed connection, and the server continues.

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{RawConnection, Server, SignedUp, on_every_database};

/// The head of a request that creates a task, without the empty line at its end.
fn create_head(user: &SignedUp) -> String {
    format!(
        "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n",
        user.access_token
    )
}

async fn ask(server: &Server, request: impl AsRef<[u8]>) -> String {
    let mut connection = RawConnection::open(server.address()).await;
    connection.send(request).await;
    connection.read_to_end().await
}

/// Requests a path exactly as given. An HTTP client would normalize the path.
async fn get(server: &Server, user: &SignedUp, target: &str) -> String {
    let token = &user.access_token;
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    ask(server, head).await
}

fn status(response: &str) -> u16 {
    response
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .unwrap_or_else(|| panic!("{response}"))
        .parse()
        .unwrap()
}

async fn titles(user: &SignedUp) -> Vec<String> {
    let list = user.api.get("/api/v1/tasks").await.expect(200);
    list.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

on_every_database! {
    // assures: R807
    async fn disconnecting_client_does_not_affect_other_clients(server: &Server) {
        let ada = server.sign_up("ada").await;
        let head = create_head(&ada);
        let whole = format!("{head}Content-Length: 17\r\n\r\n{{\"title\":\"Whole\"}}");
        for _ in 0..8 {
            for part in [
                "",
                "G",
                "POST /api/v1/tas",
                &head,
                &format!("{head}Content-Length: 15\r\n\r\n{{\"title\":\"Ha"),
                &format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"ti"),
            ] {
                let mut connection = RawConnection::open(server.address()).await;
                connection.send(part).await;
                connection.reset();
            }
            // The server may execute this complete request, although the client has disconnected.
            let mut connection = RawConnection::open(server.address()).await;
            connection.send(&whole).await;
            connection.reset();
        }
        ada.create_task("After").await;
        assert!(titles(&ada).await.iter().all(|title| title == "Whole" || title == "After"));
    }

    async fn truncated_body_creates_nothing(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(format!("{}Content-Length: 100\r\n\r\n{{\"title\":\"Half\"}}", create_head(&ada))).await;
        let response = connection.end().await;
        assert!(response.is_empty() || status(&response) == 400, "{response}");
        assert!(titles(&ada).await.is_empty());
    }

    // assures: R608
    async fn pipelined_requests_get_responses_in_order(server: &Server) {
        let ada = server.sign_up("ada").await;
        let head = create_head(&ada);
        let create = |title: &str| {
            let body = json!({"title": title}).to_string();
            format!("{head}X-Request-ID: {title}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        };
        let last = "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: last\r\nConnection: close\r\n\r\n";
        let responses = ask(server, [create("first"), create("second"), last.to_owned()].concat()).await;
        let ids: Vec<&str> = responses.lines().filter_map(|line| line.strip_prefix("x-request-id: ")).collect();
        assert_eq!(ids, ["first", "second", "last"]);
        let statuses: Vec<&str> = responses.matches("HTTP/1.1 ").collect();
        assert_eq!(statuses.len(), 3, "{responses}");
        assert_eq!(titles(&ada).await, ["second", "first"]);
    }
}

#[tokio::test]
async fn expect_100_continue_gets_an_interim_response() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let mut connection = RawConnection::open(server.address()).await;
    let head = create_head(&ada);
    connection
        .send(format!("{head}Expect: 100-continue\r\nConnection: close\r\nContent-Length: 16\r\n\r\n"))
        .await;
    assert_eq!(connection.read_until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    connection.send(r#"{"title":"Late"}"#).await;
    assert_eq!(status(&connection.read_to_end().await), 201);
    let rejected =
        ask(&server, format!("{head}Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n")).await;
    assert!(rejected.contains("HTTP/1.1 413 "), "{rejected}");
    assert_eq!(titles(&ada).await, ["Late"]);
}

#[tokio::test]
async fn head_response_has_no_body() {
    let server = Server::on_memory(&[]).await;
    for target in ["/health", "/api/v1/tasks", "/nothing", "/api/docs"] {
        let head = format!("HEAD {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let response = ask(&server, head).await;
        assert!(response.ends_with("\r\n\r\n") && response.matches("\r\n\r\n").count() == 1, "{response}");
        assert!(response.contains("\r\ncontent-length: "), "{response}");
    }
}

#[tokio::test]
async fn unread_chunked_body_does_not_block_the_connection() {
    let server = Server::on_memory(&[]).await;
    for (target, expected) in [("/api/v1/tasks", 401), ("/nothing", 404), ("/health", 405)] {
        // The request announces a chunk of 1 GiB, but contains only the first byte of the chunk.
        let endless =
            format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\nx");
        let response = ask(&server, endless).await;
        assert_eq!(status(&response), expected, "{response}");
        assert!(response.contains("\r\nconnection: close\r\n"), "{response}");
    }
}

#[tokio::test]
async fn absolute_request_target_is_accepted() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    ada.create_task("One").await;
    ada.create_task("Two").await;
    for path in ["/api/v1/tasks?limit=1&skip=0", "/api/v1/tasks/?limit=1&skip=0"] {
        let response = get(&server, &ada, &format!("http://evil.example{path}")).await;
        assert_eq!(status(&response), 200);
        // The host in the request target does not appear in links.
        assert!(
            response.contains("</api/v1/tasks?limit=1&skip=1>") && !response.contains("evil"),
            "{response}"
        );
    }
}

// assures: R112
#[tokio::test]
async fn methods_are_case_sensitive() {
    let server = Server::on_memory(&[]).await;
    for method in ["get", "Get", "TRACE", "BREW", "CONNECT"] {
        let response =
            ask(&server, format!("{method} /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(status(&response), 405, "{method}");
        assert!(response.contains("\r\nallow: GET, HEAD, OPTIONS\r\n"), "{response}");
        assert!(response.contains("\"code\":\"method-not-allowed\""), "{response}");
    }
}

// assures: R610
#[tokio::test]
async fn path_traversal_is_impossible() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let task = ada.create_task("Buy milk").await;
    let not_found = [
        "/api/docs/../openapi.json",
        "/api/docs/..%2fopenapi.json",
        "/api/docs/%2e%2e/openapi.json",
        "/api/docs/..%2f..%2f..%2fetc%2fpasswd",
        "/api/docs/....//....//etc/passwd",
        "/api/docs/..%5c..%5cwin.ini",
        "/api/docs/%2e%2e%2f%2e%2e%2fCargo.toml",
        "/api/docs/index.html%00.js",
        "/api/docs/%252e%252e%252fopenapi.json",
        "/api/redoc/../docs",
        "/problems/..%2finternal",
        "/problems/../health",
        "/problems/%2e%2e%2fhealth",
        "/../health",
        "/./health",
        "/health/.",
        "/health/..",
        "/health%2f",
        "/%2fhealth",
        "//health",
        "/health//",
        "/api%2fv1%2ftasks",
        "/api/v1%2ftasks",
        "/api/v1/tasks/../auth/me",
        "/api/v1/%2e%2e/v1/tasks",
        "/api/v1/auth/%2e%2e/tasks",
        "/etc/passwd",
    ];
    for target in not_found {
        let response = get(&server, &ada, target).await;
        assert_eq!(status(&response), 404, "{target}: {response}");
        assert!(response.contains("\"code\":\"route-not-found\""), "{target}: {response}");
    }
    for target in [
        format!("/api/v1/tasks/{task}%2f"),
        format!("/api/v1/tasks/..%2f{task}"),
        "/api/v1/tasks/%2e%2e".to_owned(),
    ] {
        assert_eq!(status(&get(&server, &ada, &target).await), 422, "{target}");
    }
    // A percent-encoded digit is equivalent to the digit (RFC 3986 §6.2.2.2).
    assert_eq!(status(&get(&server, &ada, &format!("/api/v1/tasks/%3{task}")).await), 200);
}

// assures: R703
#[tokio::test]
async fn oversized_request_head_does_not_stop_the_server() {
    let server = Server::on_memory(&[]).await;
    let get_health = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let filler = |size: usize| format!("{get_health}X-Filler: {}\r\n\r\n", "x".repeat(size));
    let many = "X-Filler: x\r\n".repeat(200);
    let requests = [
        filler(20_000),
        filler(200_000),
        filler(2_000_000),
        format!("{get_health}{many}\r\n"),
        format!("GET /health?{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "x".repeat(100_000)),
        format!("{get_health}Authorization: Bearer {}\r\n\r\n", "x".repeat(20_000)),
    ];
    for request in requests {
        let response = ask(&server, &request).await;
        let sane = response.is_empty() || matches!(status(&response), 200 | 400 | 401 | 414 | 431);
        assert!(sane, "{} bytes: {response}", request.len());
        server.client().get("/health").await.expect(200);
    }
}

/// The HTTP library rejects these heads before any middleware runs.
#[tokio::test]
async fn head_without_exactly_one_host_gets_a_problem() {
    let server = Server::on_memory(&[]).await;
    let good = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    let cases = [
        ("GET /health HTTP/1.1\r\n\r\n", "The request is not valid HTTP: it has no Host header"),
        (
            "POST /api/v1/tasks HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
            "The request is not valid HTTP: it has no Host header",
        ),
        (
            "GET /health HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
            "The request is not valid HTTP: it has more than one Host header",
        ),
        ("GET /health HTTP/1.1\r\nHost: x\r\nHo st: y\r\n\r\n", "The request is not valid HTTP"),
    ];
    for (request, detail) in cases {
        for (before, responses) in [("", 1), (good, 2)] {
            let text = ask(&server, format!("{before}{request}")).await;
            assert_eq!(text.matches("HTTP/1.1 ").count(), responses, "{text}");
            let response =
                &text[text.rfind("HTTP/1.1 400 ").unwrap_or_else(|| panic!("{request}: {text}"))..];
            let (head, body) = response.split_once("\r\n\r\n").unwrap();
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!((&body["code"], &body["detail"]), (&json!("bad-request"), &json!(detail)));
            for field in [
                "content-type: application/problem+json".to_owned(),
                "connection: close".to_owned(),
                "x-content-type-options: nosniff".to_owned(),
                format!("x-request-id: {}", body["request_id"].as_str().unwrap()),
            ] {
                assert!(head.lines().any(|line| line == field), "{field}: {head}");
            }
        }
    }
    let response = ask(&server, "HEAD /health HTTP/1.1\r\n\r\n").await;
    assert!(response.starts_with("HTTP/1.1 400 ") && response.ends_with("\r\n\r\n"), "{response}");
    let response = ask(&server, "GET /health HTTP/1.0\r\n\r\n").await;
    assert_eq!(
        status(&response.replace("HTTP/1.0", "HTTP/1.1")),
        200,
        "an HTTP/1.0 request must not need a Host header"
    );
}

// assures: R608
#[tokio::test]
async fn invalid_http_is_rejected_and_closes_the_connection() {
    let server = Server::on_memory(&[]).await;
    let requests: [&[u8]; 16] = [
        b"\r\n\r\nhello\r\n\r\n",
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /health\r\n\r\n",
        b"GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET  /health HTTP/1.1\r\n\r\n",
        b"G\0T /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /hea lth HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\nab",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for request in requests {
        let response = ask(&server, request).await;
        let rejected = response.is_empty() || matches!(status(&response), 400..=499 | 501 | 505);
        assert!(rejected, "{}: {response}", request.escape_ascii());
        let request = server.client().request(Method::GET, "/health");
        server.client().send(request).await.expect(200);
    }
}
