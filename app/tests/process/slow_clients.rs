//! Hundreds of concurrent slow clients: other clients are served as usual, and the connections of the slow clients are
//! closed.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tasklane_tests::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::support::{RawConnection, Sandbox, Server, TIMEOUT, eventually, log_in, request, sign_up};

const OF_EACH_KIND: usize = 200;
const BETWEEN_BYTES: Duration = Duration::from_millis(500);
/// Allowed variation of the number of open files of a busy server.
const TOLERATED_FILES: usize = 5;
const ENOUGH_MEMORY: u64 = 256 * 1024 * 1024;

/// Sends a string, and then single bytes, until the server closes the connection. Returns the received text.
async fn trickle(server: SocketAddr, beginning: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    loop {
        tokio::select! {
            read = stream.read_buf(&mut received) => if !matches!(read, Ok(1..)) { break },
            () = sleep(BETWEEN_BYTES) => drop(stream.write_all(b"x").await),
        }
    }
    String::from_utf8(received).unwrap()
}

/// Requests a long response, and does not read it.
async fn ignore_the_response(server: SocketAddr, request: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1024).unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Sends typical requests until `until` is set, and checks every response.
async fn work(server: &Server, api: &Client, until: &AtomicBool) {
    while !until.load(Ordering::Relaxed) {
        let task = api.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        assert_eq!(api.get(&path).await.expect(200), task);
        api.delete(&path).await.expect(204);
        server.get("/health/live").await.expect(200);
    }
}

// assures: R704
#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_disconnected_and_affect_no_other_client() {
    // All clients connect at the same time, and the in-flight limit must not reject their requests.
    let server = Sandbox::on_sqlite().with("MAX_IN_FLIGHT", "10000").start_ready().await;
    let mallory = sign_up(&server, "mallory").await;
    for number in 0..20 {
        let task = json!({"title": format!("Long {number}"), "description": "x".repeat(10_000)});
        mallory.post("/api/v1/tasks", &task).await.expect(201);
    }
    let tokens = log_in(&server, "mallory").await;
    let bearer = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());
    drop(mallory);
    let ada = sign_up(&server, "ada").await;

    let before = server.open_files();
    let address = server.address();
    let head = "GET /health HTTP/1.1\r\nHost: tasklane\r\nX-Slow: ";
    let body = "POST /api/v1/auth/login HTTP/1.1\r\nHost: tasklane\r\nContent-Type: application/json\r\n\
                Content-Length: 8000\r\n\r\n{";
    let mut second = request("GET /health", &[], "");
    write!(second, "{head}").unwrap();
    let list = request("GET /api/v1/tasks", &[&bearer], "");
    let over = AtomicBool::new(false);
    let attacks = async {
        let unread = join_all((0..OF_EACH_KIND).map(|_| ignore_the_response(address, &list))).await;
        let [heads, second_heads, bodies] = [head, &second, body].map(|beginning| {
            timeout(TIMEOUT, join_all((0..OF_EACH_KIND).map(|_| trickle(address, beginning))))
        });
        let (heads, second_heads, bodies) = tokio::join!(heads, second_heads, bodies);
        let memory = server.memory();
        drop(unread);
        over.store(true, Ordering::Relaxed);
        ([heads.unwrap(), second_heads.unwrap(), bodies.unwrap()], memory)
    };
    let (([heads, second_heads, bodies], memory), ()) = tokio::join!(attacks, work(&server, &ada, &over));

    assert!(heads.iter().all(|received| received.starts_with("HTTP/1.1 408 ")), "{heads:?}");
    let second =
        |received: &String| received.starts_with("HTTP/1.1 200 ") && received.contains("HTTP/1.1 408 ");
    assert!(second_heads.iter().all(second), "{second_heads:?}");
    assert!(bodies.iter().all(|received| received.starts_with("HTTP/1.1 408 ")), "{bodies:?}");
    assert!(memory < ENOUGH_MEMORY, "{memory}");
    eventually("the connections are closed", async || server.open_files() <= before + TOLERATED_FILES).await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn stalled_upload_does_not_delay_the_shutdown() {
    let server = Sandbox::on_sqlite().start_ready().await;
    let mut stalled = RawConnection::open(server.address()).await;
    stalled
        .send(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: tasklane\r\nContent-Type: application/json\r\n\
               Content-Length: 100\r\nExpect: 100-continue\r\n\r\n",
        )
        .await;
    stalled.read_until("\r\n\r\n").await;
    let finished = server.stop().await;
    finished.expect(0);
    assert!(stalled.read_to_end().await.starts_with("HTTP/1.1 408 "));
    let line = finished.log().into_iter().find(|line| line["status"] == 408).unwrap();
    assert_eq!(line["problem"], "request-timeout", "{line}");
}
