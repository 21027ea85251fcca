//! Near the maximum number of connections, a new connection displaces an idle connection of the address with the most
//! connections.

use std::net::SocketAddr;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::{RawConnection, Sandbox, Server, TIMEOUT, eventually, log_in, request, sign_up};

/// This open-file limit allows 192 connections. From 154 connections on, idle connections are displaced.
const FILES: usize = 256;
const MANY: usize = 400;
/// The number of connections in a burst. It is higher than the number of connections that may be open above the limit
/// while evicted connections close.
const BURST: usize = 35;
/// The maximum time until a new connection is served. It is long, because the machine may be busy.
const MAX_WAIT: Duration = Duration::from_secs(5);
const PROBE: &str = "GET /health HTTP/1.1\r\nHost: tasklane\r\n\r\n";

async fn start() -> (Sandbox, Server) {
    let sandbox = Sandbox::on_sqlite().with("METRICS_ADDR", "127.0.0.1:0");
    let server = sandbox.start_with_files(FILES).await;
    (sandbox, server)
}

async fn connect_from(address: &str, server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
    timeout(MAX_WAIT, socket.connect(server.address())).await.unwrap().unwrap()
}

/// Opens a connection and sends one request. The connection stays open.
async fn served_from(address: &str, server: &Server) -> RawConnection {
    let mut connection = RawConnection::from(connect_from(address, server).await);
    serve(&mut connection).await;
    connection
}

async fn serve(connection: &mut RawConnection) {
    connection.send(PROBE).await;
    let response = timeout(MAX_WAIT, connection.read_until("}")).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
}

// assures: R715
#[tokio::test]
async fn one_address_cannot_block_others() {
    let (_sandbox, server) = start().await;
    let mut greedy = Vec::new();
    for _ in 0..MANY {
        greedy.push(served_from("127.0.0.1", &server).await);
    }
    let mut first = served_from("127.0.0.2", &server).await;
    let mut others = Vec::new();
    for last in 3..20 {
        others.push(served_from(&format!("127.0.0.{last}"), &server).await);
    }
    // This connection is idle, but it is the only connection of its address.
    serve(&mut first).await;
    for other in &mut others {
        serve(other).await;
    }
    assert_eq!(greedy.first_mut().unwrap().read_to_end().await, "", "the oldest connection must be closed");
    serve(greedy.last_mut().unwrap()).await;
    assert!(server.open_files() < FILES);
    let metrics = server.metrics().await;
    let value = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().parse::<f64>().unwrap()
    };
    assert!(value("tasklane_connections_evicted_total ") >= 247.0, "{metrics}");
    assert!((100.0..193.0).contains(&value("tasklane_connections_open ")), "{metrics}");
    server.stop().await.expect(0);
}

// assures: R715
#[tokio::test]
async fn connection_with_an_in_flight_request_is_not_closed() {
    let (_sandbox, server) = start().await;
    sign_up(&server, "ada").await;
    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let mut busy = RawConnection::from(connect_from("127.0.0.1", &server).await);
    let headers = [format!("Authorization: Bearer {token}")];
    busy.send(&request("GET /api/v1/tasks/stream", &headers.each_ref().map(String::as_str), "")).await;
    assert!(busy.read_until("\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
    let mut idle = Vec::new();
    for _ in 0..FILES {
        idle.push(served_from("127.0.0.1", &server).await);
    }
    assert_eq!(
        idle.first_mut().unwrap().read_to_end().await,
        "",
        "the oldest idle connection must be closed"
    );
    let api = server.client().with_token(&token);
    api.post("/api/v1/tasks", &json!({"title": "milk"})).await.expect(201);
    busy.read_until("milk").await;
    server.stop().await.expect(0);
}

// assures: R715
#[tokio::test]
async fn connections_without_a_request_are_displaced_too() {
    let (_sandbox, server) = start().await;
    let mut silent = Vec::new();
    for n in 0..MANY {
        let mut connection = connect_from("127.0.0.1", &server).await;
        if n % 2 == 0 {
            connection.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
        }
        silent.push(connection);
        if n % 50 == 0 {
            drop(served_from("127.0.0.2", &server).await);
        }
    }
    // The server receives a burst of connections together with the data on them.
    server.signal(Signal::STOP);
    for _ in 0..BURST {
        let mut connection = connect_from("127.0.0.1", &server).await;
        connection.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
        silent.push(connection);
    }
    let mut last = RawConnection::from(connect_from("127.0.0.2", &server).await);
    server.signal(Signal::CONT);
    serve(&mut last).await;
    timeout(TIMEOUT, served_from("127.0.0.2", &server)).await.unwrap();
    drop(silent);
    server.stop().await.expect(0);
}

// assures: R610
#[tokio::test]
async fn probes_are_served_on_the_metrics_listener() {
    let (_sandbox, server) = start().await;
    eventually("the server is ready", async || server.is_ready().await).await;
    let url = server.metrics_url();
    let base = url.strip_suffix("/metrics").unwrap();
    for probe in ["/health", "/health/live", "/health/ready"] {
        let response = reqwest::get(format!("{base}{probe}")).await.unwrap();
        assert_eq!(response.status(), 200, "{probe}");
        assert_eq!(response.json::<serde_json::Value>().await.unwrap()["status"], "ok");
    }
    assert_eq!(reqwest::get(format!("{base}/api/v1/tasks")).await.unwrap().status(), 404);
    server.stop().await.expect(0);
}
