//! Too many requests or connections: the server reports the overload and recovers from it.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::support::{RawConnection, Sandbox, TIMEOUT, log_in, request, sign_up};

// assures: R706, R811
#[tokio::test(flavor = "multi_thread")]
async fn request_beyond_max_in_flight_is_rejected_and_probes_are_served() {
    let sandbox = Sandbox::on_postgres().await.with("MAX_IN_FLIGHT", "1");
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Locked"})).await.expect(201);
    let tokens = log_in(&server, "ada").await;
    let bearer = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());
    let path = format!("/api/v1/tasks/{}", task["id"]);

    let database = sandbox.database().unwrap();
    let client = database.client().await;
    let lock = format!("BEGIN; SELECT FROM tasks WHERE id = {} FOR UPDATE", task["id"]);
    client.batch_execute(&lock).await.unwrap();
    let mut waiting = RawConnection::open(server.address()).await;
    waiting.send(&request(&format!("DELETE {path}"), &[&bearer, "Connection: close"], "")).await;
    database.wait_until_a_lock_is_awaited().await;

    let rejected = ada.get(&path).await;
    assert_eq!(rejected.problem(503), "unavailable");
    assert_eq!(rejected.header("retry-after"), Some("1"));
    for probe in ["/health", "/health/live", "/health/ready"] {
        server.get(probe).await.expect(200);
    }
    server.wait_until_logged("requests rejected: the server is overloaded").await;
    client.batch_execute("ROLLBACK").await.unwrap();
    let response = waiting.read_to_end().await;
    // The request may have exceeded the lock timeout.
    assert!(response.starts_with("HTTP/1.1 204 ") || response.starts_with("HTTP/1.1 503 "), "{response}");
    assert_ne!(ada.get("/api/v1/tasks").await.status, 503);
    let log = server.log();
    let entries: Vec<_> = log.iter().filter(|line| line["event"] == "overloaded").collect();
    assert_eq!(entries.iter().map(|line| line["refused"].as_u64().unwrap()).sum::<u64>(), 1, "{entries:?}");
    assert!(!log.iter().any(|line| line["method"] == "GET" && line["status"] == 503), "{log:?}");
}

const OPEN_FILE_LIMIT: usize = 128;
const OBSERVATION_TIME: Duration = Duration::from_secs(2);

// assures: R707
#[tokio::test]
async fn server_accepts_connections_again_after_file_descriptors_ran_out() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_with_files(OPEN_FILE_LIMIT).await;
    let mut connections = Vec::new();
    for _ in 0..2 * OPEN_FILE_LIMIT {
        // The kernel completes handshakes until the accept queue is full.
        connections.push(TcpStream::connect(server.address()).await.unwrap());
    }
    sleep(Duration::from_millis(500)).await;
    let before = server.processor_time();
    sleep(OBSERVATION_TIME).await;
    let busy = server.processor_time().checked_sub(before).unwrap();
    assert!(busy < OBSERVATION_TIME / 2, "{busy:?} of {OBSERVATION_TIME:?}");
    drop(connections);
    let response = timeout(TIMEOUT, server.get("/health")).await.unwrap();
    response.expect(200);
    server.stop().await.expect(0);
}
