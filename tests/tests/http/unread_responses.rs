//! Clients that request large responses and do not read them occupy little memory and do not block other clients.

use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tasklane_http::ResponseMemoryLimits;
use tasklane_tests::{Server, SignedUp, on_every_database};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::large_tasks::fill;

const EXPORT: &str = "/api/v1/tasks/export";
const IMPORT: &str = "/api/v1/tasks/import";
const ACCOUNT_EXPORT: &str = "/api/v1/auth/export";
const MIB: usize = 1024 * 1024;
/// A generous upper bound.
const MAX_WAIT: Duration = Duration::from_mins(1);

async fn user_with_tasks(server: &Server, name: &str) -> SignedUp {
    let user = server.sign_up(name).await;
    fill(server, &user, 120).await;
    user
}

/// A response whose body is not read.
struct Unread {
    head: String,
    connection: TcpStream,
}

impl Unread {
    async fn start(server: &Server, user: &SignedUp, target: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1024).unwrap();
        let mut connection = socket.connect(server.address()).await.unwrap();
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: tasklane\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
            user.access_token
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(connection.read_u8().await.unwrap());
        }
        Self { head: String::from_utf8(head).unwrap(), connection }
    }

    async fn start_expecting_200(server: &Server, user: &SignedUp, target: &str) -> Self {
        let unread = Self::start(server, user, target).await;
        assert!(unread.head.starts_with("HTTP/1.1 200 "), "{target}: {}", unread.head);
        unread
    }

    /// Reads the rest of the body, and returns its size and whether it is complete.
    async fn rest(mut self) -> (usize, bool) {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(MAX_WAIT, self.connection.read_to_end(&mut rest)).await.unwrap();
        (rest.len(), read.is_ok() && rest.ends_with(b"0\r\n\r\n"))
    }
}

/// Repeats `ask` until it returns a value.
async fn poll_until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begin.elapsed() < MAX_WAIT, "the expected response must arrive in time");
    }
}

fn with_memory_limits(total: usize, per_user: usize) -> impl FnOnce(&mut tasklane::settings::Settings) {
    move |settings| settings.http.limits.response_memory = ResponseMemoryLimits { total, per_user }
}

// assures: R713
#[tokio::test]
async fn unread_exports_of_eight_users_do_not_block_other_users() {
    let server = Server::on_memory(&[]).await;
    let (mut users, mut unread) = (Vec::new(), Vec::new());
    for number in 0..8 {
        let user = user_with_tasks(&server, &format!("mallory-{number}")).await;
        for target in [EXPORT, ACCOUNT_EXPORT] {
            unread.push(Unread::start_expecting_200(&server, &user, target).await);
        }
        users.push(user);
    }
    let ada = server.sign_up("ada").await;
    for api in [&ada.api, &users[0].api] {
        assert_eq!(api.post(IMPORT, &json!([{"title": "Imported"}])).await.expect(200)["created"], 1);
        let export = api.get(EXPORT).await.expect(200);
        assert!(export["tasks"].to_string().contains("Imported"));
        api.get(ACCOUNT_EXPORT).await.expect(200);
    }
    for unread in unread {
        let (length, is_complete) = unread.rest().await;
        assert!(length > 4 * MIB && is_complete, "{length}");
    }
}

on_every_database! {
    async fn large_export_is_complete_and_reproducible(server: &Server) {
        let ada = server.sign_up("ada").await;
        let ids = fill(server, &ada, 30).await;
        let bob = server.sign_up("bob").await;
        bob.create_task("Another's").await;
        for format in ["json", "csv", "ics"] {
            let target = format!("{EXPORT}?format={format}");
            let first = ada.api.get(&target).await;
            assert_eq!(first.status, StatusCode::OK);
            assert_eq!(first.header("transfer-encoding"), Some("chunked"));
            assert_eq!(first.header("cache-control"), Some("private, no-cache"));
            assert_eq!(first.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(first.text, ada.api.get(&target).await.text, "{format}");
            assert_eq!(first.text.matches("Task 29").count(), 1, "{format}");
            // A response that fits in one part has a Content-Length.
            let small = bob.api.get(&target).await;
            assert_eq!(small.header("content-length"), Some(&*small.text.len().to_string()), "{format}");
        }
        let export = ada.api.get(EXPORT).await.expect(200);
        let exported: Vec<i64> =
            export["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect();
        assert_eq!(exported, ids);
        let head = ada.api.send(ada.api.request(Method::HEAD, EXPORT)).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }

    async fn export_ends_with_its_session(server: &Server) {
        let ada = user_with_tasks(server, "ada").await;
        let unread = Unread::start_expecting_200(server, &ada, EXPORT).await;
        ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
        let (length, is_complete) = unread.rest().await;
        assert!(!is_complete && length < 5 * MIB, "{length}");
    }
}

#[tokio::test]
async fn user_with_too_many_unread_bytes_is_rejected_before_processing() {
    let server = Server::on_memory_with(&[], with_memory_limits(64 * MIB, MIB)).await;
    let (ada, bob) = (server.sign_up("ada").await, user_with_tasks(&server, "bob").await);
    let ids = fill(&server, &ada, 120).await;
    let unread = Unread::start_expecting_200(&server, &ada, EXPORT).await;
    let operations: Vec<Value> = ids
        .iter()
        .take(100)
        .map(|id| json!({"op": "update", "id": id, "patch": {"status": "completed"}}))
        .collect();
    let batch = json!({"operations": operations});
    for rejected in [ada.api.get(EXPORT).await, ada.api.post("/api/v1/tasks/batch", &batch).await] {
        assert_eq!(rejected.problem(429), "rate-limited");
        assert_eq!(rejected.header("retry-after"), Some("5"));
        assert_eq!(rejected.header("ratelimit-policy"), Some(r#""unsent";q=1048576;qu="content-bytes""#));
        assert_eq!(rejected.header("ratelimit"), Some(r#""unsent";r=0;t=5"#));
    }
    let task = ada.api.get(&format!("/api/v1/tasks/{}", ids[0])).await.expect(200);
    assert_eq!(task["version"], 1, "a rejected batch must not change a task");
    bob.api.get(EXPORT).await.expect(200);
    assert!(unread.rest().await.1);
    let done = ada.api.post("/api/v1/tasks/batch", &batch).await;
    let results = done.expect(200)["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), 100);
    assert!(results.iter().all(|result| result["task"]["description"].as_str().unwrap().len() == 40_000));
    assert_eq!(done.header("content-length"), Some(&*done.text.len().to_string()));
}

#[tokio::test]
async fn unread_response_is_dropped_when_memory_is_exhausted() {
    let server = Server::on_memory_with(&[], with_memory_limits(MIB, MIB)).await;
    let (ada, bob) = (user_with_tasks(&server, "ada").await, user_with_tasks(&server, "bob").await);
    let unread = Unread::start_expecting_200(&server, &ada, EXPORT).await;
    // At first the operating system still buffers parts of the unread response. Until its buffers are full, the client
    // appears to read, and other exports are rejected with `Retry-After`.
    for _ in 0..3 {
        poll_until(async || (bob.api.get(EXPORT).await.status == StatusCode::OK).then_some(())).await;
    }
    let (_, is_complete) = unread.rest().await;
    assert!(!is_complete);
}

#[tokio::test]
async fn unread_stream_counts_towards_the_memory_limit() {
    let server = Server::on_memory_with(&[], with_memory_limits(64 * MIB, 64 * 1024)).await;
    let ada = server.sign_up("ada").await;
    let unread = Unread::start_expecting_200(&server, &ada, "/api/v1/tasks/stream").await;
    fill(&server, &ada, 120).await;
    // A write through the server wakes the stream.
    ada.create_task("Wake up").await;
    let changes = async || ada.api.get("/api/v1/tasks/changes?limit=100").await.status;
    poll_until(async || (changes().await == StatusCode::TOO_MANY_REQUESTS).then_some(())).await;
    ada.api.get("/api/v1/tasks?limit=1").await.expect(200);
    drop(unread);
    poll_until(async || (changes().await == StatusCode::OK).then_some(())).await;
}

#[tokio::test]
async fn at_most_100_validation_errors_are_listed() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let task = json!({"title": "", "tags": vec![""; 20]});
    let operations = vec![json!({"op": "create", "task": task}); 100];
    let rejected = ada.api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await;
    assert_eq!(rejected.error_locations().len(), 100);
    let detail = rejected.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.ends_with("; and 2090 more"), "{detail}");
    let many = "tag=%20&".repeat(900);
    assert_eq!(ada.api.get(&format!("/api/v1/tasks?{many}")).await.error_locations().len(), 100);
}

/// Returns every GET of the API except streams. Each pair is a path template and a target to request.
fn reads(user: &SignedUp, task: i64) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    let mut reads = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        if operation["responses"]["200"]["content"].get("text/event-stream").is_some() {
            continue;
        }
        let has = |name: &str| {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            parameters.into_iter().any(|parameter| parameter["name"] == name && parameter["in"] == "query")
        };
        let own = path.replace("{user_id}", &user.id.to_string());
        let own = own.replace("{id}", &task.to_string()).replace("{task_id}", &task.to_string());
        reads.push((path.clone(), own.clone()));
        if has("limit") {
            reads.push((path.clone(), format!("{own}?limit=1000")));
        }
        if has("limit") && has("skip") {
            reads.push((path.clone(), format!("{own}?limit=1000&skip=0")));
        }
    }
    reads
}

/// Starts an export that reserves all response memory allowed for its user and waits for the client to read.
async fn stall_export(server: &Server, user: &SignedUp) -> (Unread, Instant) {
    let unread = Unread::start_expecting_200(server, user, EXPORT).await;
    let changes = async || user.api.get("/api/v1/tasks/changes?limit=100").await.status;
    // A rejected request shows that the export has reserved all response memory allowed for the user.
    poll_until(async || (changes().await == StatusCode::TOO_MANY_REQUESTS).then_some(())).await;
    (unread, Instant::now())
}

// assures: R713
/// New routes with large responses must reserve memory too.
#[tokio::test]
async fn every_large_response_is_counted() {
    let server = Server::on_memory_with(&[], with_memory_limits(64 * MIB, 64 * 1024)).await;
    let ada = server.sign_up("ada").await;
    let ids = fill(&server, &ada, 120).await;
    let mut counted = std::collections::BTreeSet::new();
    let mut unread = stall_export(&server, &ada).await;
    for (route, target) in reads(&ada, ids[0]) {
        if unread.1.elapsed() > Duration::from_secs(10) {
            drop(unread);
            unread = stall_export(&server, &ada).await;
        }
        let request = ada.api.request(Method::GET, &target).send().await.unwrap();
        let (status, body) = (request.status(), request.bytes().await.unwrap());
        if status == StatusCode::TOO_MANY_REQUESTS {
            counted.insert(route);
        } else {
            assert!(body.len() <= 64 * 1024, "{target} must be counted: {} bytes", body.len());
        }
    }
    let known = [
        "/api/v1/auth/export",
        "/api/v1/tasks",
        "/api/v1/tasks/changes",
        "/api/v1/tasks/export",
        "/api/{user_id}/tasks",
    ];
    assert_eq!(counted, known.map(str::to_owned).into());
}
