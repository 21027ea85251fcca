//! Request log lines: their content, and the protection against forged lines.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response};

use crate::support::{PASSWORD, RawConnection, Sandbox, Server, request};

/// Sends a request with an id. The test finds the log line of the request by this id.
async fn ask(api: &Client, id: &str, method: Method, path: &str, body: Value) -> Response {
    let request = api.request(method, path).header("x-request-id", id);
    api.send(if body.is_null() { request } else { request.json(&body) }).await
}

/// Sends the requests whose log lines the test checks, each with the id that the test looks up.
async fn call_api(server: &Server) {
    let client = server.client();
    let account = json!({"email": "ada@example.org", "username": "ada", "password": PASSWORD});
    let id =
        ask(&client, "register", Method::POST, "/api/v1/auth/register", account.clone()).await.expect(201);
    let (access, first) = ask(&client, "login", Method::POST, "/api/v1/auth/login", account).await.tokens();
    let wrong = json!({"username": "ada", "password": "not this one"});
    ask(&client, "wrong", Method::POST, "/api/v1/auth/login", wrong).await.problem(401);
    let ada = client.with_token(&access);
    let task =
        ask(&ada, "create", Method::POST, "/api/v1/tasks", json!({"title": "Buy milk"})).await.expect(201);
    ask(&ada, "read", Method::GET, &format!("/api/v1/tasks/{}", task["id"]), Value::Null).await.expect(200);
    ask(&ada, "absent", Method::GET, "/api/v1/tasks/999", Value::Null).await.problem(404);
    let foreign = format!("/api/{}/tasks", id["id"].as_i64().unwrap() + 1);
    ask(&ada, "foreign", Method::GET, &foreign, Value::Null).await.problem(403);
    ask(&client, "nowhere", Method::GET, "/api/nowhere/at/all", Value::Null).await.problem(404);
    let refresh = async |id: &str, token: &str| {
        ask(&client, id, Method::POST, "/api/v1/auth/refresh", json!({"refresh_token": token})).await
    };
    let (_, second) = refresh("refresh", &first).await.tokens();
    refresh("again", &second).await.expect(200);
    refresh("reused", &first).await.problem(401);
    let (access, _) = client.log_in("ada", PASSWORD).await.tokens();
    ask(&client.with_token(&access), "logout", Method::POST, "/api/v1/auth/logout", json!({}))
        .await
        .expect(204);
    ask(&client, "healthy", Method::GET, "/health/live", Value::Null).await.expect(200);
}

// assures: R811, R902, R903
#[tokio::test]
async fn line_names_the_user_the_event_and_the_status() {
    let server = Sandbox::on_sqlite().start_ready().await;
    call_api(&server).await;
    let finished = server.stop().await;
    finished.expect(0);
    let log = finished.log();
    for line in &log {
        let time = line["timestamp"].as_str().unwrap();
        assert!(time.ends_with('Z') && time.contains('T'), "{line}");
        assert!(line["level"].is_string() && line["message"].is_string(), "{line}");
    }
    assert_eq!(log[0]["event"], "configured");
    assert_eq!(log[0]["settings"], "BCRYPT_COST,BIND_ADDR,RATE_LIMIT_ENABLED,REQUEST_TIMEOUT_SECONDS");
    let lines: HashMap<&str, &Value> =
        log.iter().filter_map(|line| Some((line["request_id"].as_str()?, line))).collect();
    let expected = [
        ("register", "INFO", json!("registered"), json!("/api/v1/auth/register"), 201, "user"),
        ("login", "INFO", json!("logged_in"), json!("/api/v1/auth/login"), 200, "session"),
        ("wrong", "INFO", json!("credentials_refused"), json!("/api/v1/auth/login"), 401, "user"),
        ("create", "INFO", json!(null), json!("/api/v1/tasks"), 201, "session"),
        ("read", "INFO", json!(null), json!("/api/v1/tasks/{id}"), 200, "session"),
        ("absent", "INFO", json!(null), json!("/api/v1/tasks/{id}"), 404, "session"),
        ("foreign", "WARN", json!("foreign_refused"), json!("/api/{user_id}/tasks"), 403, "session"),
        ("nowhere", "INFO", json!(null), json!(null), 404, ""),
        ("refresh", "INFO", json!(null), json!("/api/v1/auth/refresh"), 200, "session"),
        ("reused", "WARN", json!("refresh_reused"), json!("/api/v1/auth/refresh"), 401, "session"),
        ("logout", "INFO", json!("logged_out"), json!("/api/v1/auth/logout"), 204, "session"),
    ];
    for (id, level, event, route, status, who) in expected {
        let line = lines[id];
        assert_eq!(line["message"], "request", "{line}");
        assert_eq!((&line["level"], &line["event"]), (&json!(level), &event), "{line}");
        assert_eq!((&line["route"], &line["status"]), (&route, &json!(status)), "{line}");
        assert!(line["latency_us"].is_u64() && line["method"].is_string(), "{line}");
        assert_eq!(line["ip"], "127.0.0.1", "{line}");
        assert_eq!(line["user_id"].is_i64(), !who.is_empty(), "{line}");
        assert_eq!(line["session_id"].is_string(), who == "session", "{line}");
    }
    assert_eq!(lines["refresh"]["session_id"], lines["login"]["session_id"]);
    assert_eq!(lines["reused"]["session_id"], lines["login"]["session_id"]);
    assert!(!lines.contains_key("healthy"), "probes must not be logged");
}

/// Sends line breaks and terminal escape sequences in every part of a request that can contain them.
async fn send_hostile_requests(server: &Server) {
    let encoded =
        "%0d%0a%1b%5b31m2026-01-01T00:00:00Z%20%20ERROR%20forged%22%2c%22level%22%3a%22ERROR%22%7d%0a%7b";
    let raw = "\u{1b}[31mforged\u{7}\u{9b}0m\",\"level\":\"ERROR\"}{\"forged\":\"";
    let body =
        json!({"username": "\r\n\u{1b}]0;forged\u{7}\n{\"level\":\"ERROR\"}", "password": "\n\u{1b}[2J",
        "email": "\n\u{1b}c@example.org", "title": "\r\nforged \u{1b}[0m"})
        .to_string();
    let lines = [
        format!("GET /{encoded}"),
        format!("GET /api/v1/tasks/{encoded}"),
        format!("GET /api/{encoded}/tasks"),
        format!("GET /api/v1/tasks?{encoded}={encoded}&status={encoded}"),
        format!("GET /problems/{encoded}"),
        "POST /api/v1/auth/login".to_owned(),
        "POST /api/v1/auth/register".to_owned(),
        "POST /api/v1/tasks".to_owned(),
        "FORGED /health".to_owned(),
        "GET /\u{1b}[31mforged".to_owned(),
    ];
    for line in lines {
        for header in [
            "Accept: */*".to_owned(),
            format!("User-Agent: {raw}"),
            format!("X-Request-ID: {raw}"),
            "X-Request-ID: a\tb\",\"level\":\"ERROR".to_owned(),
            format!("Authorization: Bearer {raw}"),
            format!("Origin: {raw}"),
            format!("Content-Encoding: {raw}"),
            format!("If-Match: {raw}"),
            format!("X-Forwarded-For: {raw}"),
            "User-Agent: x\r\n \r\n\tforged".to_owned(),
        ] {
            let mut connection = RawConnection::open(server.address()).await;
            let headers = [&header, "Content-Type: application/json", "Connection: close"];
            connection.send(&request(&line, &headers, &body)).await;
            assert!(connection.read_to_end().await.starts_with("HTTP/1.1 "), "{line} {header}");
        }
    }
}

// assures: R904
#[tokio::test]
async fn request_cannot_forge_a_json_line() {
    let server = Sandbox::on_sqlite().with("LOG_LEVEL", "trace").start_ready().await;
    send_hostile_requests(&server).await;
    let finished = server.stop().await;
    finished.expect(0);
    let log = finished.log();
    assert!(log.iter().any(|line| line["message"] == "request"));
    for line in log {
        assert!(line["forged"].is_null() && line["timestamp"].is_string(), "{line}");
        // The HTTP library logs invalid HTTP as an error, with its own text.
        assert!(line["level"] != "ERROR" || line["target"] == "actix_http::h1::dispatcher", "{line}");
    }
    assert!(!finished.stdout.contains('\u{1b}'));
}

// assures: R904
#[tokio::test]
async fn request_cannot_forge_a_line_or_send_escape_sequences_to_the_terminal() {
    let sandbox = Sandbox::on_sqlite().with("LOG_LEVEL", "trace").with("LOG_FORMAT", "pretty");
    let server = sandbox.start_ready().await;
    send_hostile_requests(&server).await;
    let finished = server.stop().await;
    finished.expect(0);
    assert!(finished.stdout.contains(" request request_id="), "{}", finished.stdout);
    for line in finished.stdout.lines() {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let (time, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line:?}"));
        assert!(time.len() == 27 && time.ends_with('Z'), "{line:?}");
        let level = rest.trim_start().split(' ').next().unwrap();
        assert!(["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&level), "{line:?}");
        assert!(!rest.trim_start().starts_with("ERROR forged"), "{line:?}");
    }
}
