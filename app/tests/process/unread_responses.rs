//! Many clients request large responses and don't read them. The server limits the memory of these responses, and
//! serves all other clients.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::{Sandbox, Server, TIMEOUT, eventually, log_in, request, sign_up};

const MIB: u64 = 1024 * 1024;
/// The memory that 20 unread responses may add.
const MAX_ADDED_BYTES: u64 = 120 * MIB;
const UNREAD_RESPONSES: usize = 20;
/// Number of tasks of the maximum size, 13 MB in total.
const TASKS: usize = 320;

/// Signs up a user whose tasks fill a response of many MiB.
async fn user_with_large_tasks(server: &Server, name: &str) -> (String, String) {
    let api = sign_up(server, name).await;
    let description = "🐟".repeat(10_000);
    for first in (0..TASKS).step_by(160) {
        let tasks: Vec<Value> = (first..first + 160)
            .map(|number| json!({"title": format!("Task {number}"), "description": description}))
            .collect();
        api.post("/api/v1/tasks/import", &json!(tasks)).await.expect(200);
    }
    let id = api.get("/api/v1/auth/me").await.expect(200)["id"].to_string();
    let tokens = log_in(server, name).await;
    (id, format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap()))
}

/// Sends a request, and reads only the status.
async fn unread(server: &Server, target: &str, bearer: &str) -> (TcpStream, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1024).unwrap();
    let mut stream = socket.connect(server.address()).await.unwrap();
    stream.write_all(request(&format!("GET {target}"), &[bearer], "").as_bytes()).await.unwrap();
    let mut status = [0; 12];
    timeout(TIMEOUT, stream.read_exact(&mut status)).await.unwrap().unwrap();
    (stream, String::from_utf8_lossy(&status).into_owned())
}

// assures: R713
#[tokio::test(flavor = "multi_thread")]
async fn unread_responses_take_little_memory_and_delay_no_other_client() {
    let server = Sandbox::on_sqlite().with("RATE_LIMIT_ENABLED", "false").start_ready().await;
    let (id, mallory) = user_with_large_tasks(&server, "mallory").await;
    let (_, other) = user_with_large_tasks(&server, "other").await;
    let ada = sign_up(&server, "ada").await;
    let targets = [
        "/api/v1/tasks?limit=1000".to_owned(),
        "/api/v1/tasks?limit=20".to_owned(),
        "/api/v1/tasks?skip=0&limit=1000".to_owned(),
        "/api/v1/tasks?skip=0&limit=1000&sort=title".to_owned(),
        "/api/v1/tasks/changes?limit=1000".to_owned(),
        "/api/v1/tasks/export".to_owned(),
        "/api/v1/tasks/export?format=csv".to_owned(),
        "/api/v1/auth/export".to_owned(),
        format!("/api/{id}/tasks"),
    ];
    for target in &targets {
        server.reset_peak_memory();
        let before = server.peak_memory();
        let waiting = (0..UNREAD_RESPONSES).map(|_| unread(&server, target, &mallory));
        let responses = join_all(waiting).await;
        // Each request is served, or rejected until the user's other responses are read.
        let is_known = |status: &str| ["HTTP/1.1 200", "HTTP/1.1 429"].contains(&status);
        assert!(responses.iter().all(|(_, status)| is_known(status)), "{target}: {responses:?}");
        assert!(responses.iter().any(|(_, status)| status == "HTTP/1.1 200"), "{target}");
        // At the same time, other clients are served, even with large responses.
        ada.post("/api/v1/tasks/import", &json!([{"title": "Meanwhile"}])).await.expect(200);
        ada.get("/api/v1/tasks/export").await.expect(200);
        ada.get("/api/v1/tasks").await.expect(200);
        let (mut stream, status) = unread(&server, "/api/v1/tasks?skip=0&limit=2", &other).await;
        assert_eq!(status, "HTTP/1.1 200");
        stream.shutdown().await.unwrap();
        let added = server.peak_memory().saturating_sub(before);
        println!("{target}: {} MiB", added / MIB);
        assert!(added < MAX_ADDED_BYTES, "{target}: {added}");
        let files = server.open_files();
        drop(responses);
        eventually("the connections are closed", async || server.open_files() + UNREAD_RESPONSES / 2 < files)
            .await;
    }
    server.stop().await.expect(0);
}
