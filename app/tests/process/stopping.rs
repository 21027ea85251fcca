//! At shutdown, the server finishes in-flight requests. Idle connections don't delay the shutdown.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::time::timeout;

use crate::support::{PASSWORD, RawConnection, Sandbox, Server, eventually, log_in, sign_up};

/// The maximum time until the server stops, less than the keep-alive timeout and the timeout for in-flight requests.
const MAX_STOP_TIME: Duration = Duration::from_secs(10);

/// Sends the first part of a login request. Returns the connection and the second part.
async fn send_partial_login(server: &Server) -> (RawConnection, String) {
    let body = format!("username=ada&password={}", PASSWORD.replace(' ', "+"));
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: tasklane\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut connection = RawConnection::open(server.address()).await;
    connection.send(&head).await;
    assert_eq!(connection.read_until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    (connection, body)
}

async fn in_flight_login_is_finished(sandbox: Sandbox, signal: Signal) {
    let server = sandbox.start_ready().await;
    sign_up(&server, "ada").await;
    let (mut login, rest) = send_partial_login(&server).await;
    server.signal(signal);
    server.wait_until_logged("stopping").await;
    login.send(&rest).await;
    let response = login.read_to_end().await;
    assert!(response.starts_with("HTTP/1.1 200 ") && response.contains("access_token"), "{response}");
    let finished = server.ended().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
    assert_eq!(finished.log().last().unwrap()["message"], "stopped");
}

// assures: R812
#[tokio::test]
async fn in_flight_login_is_finished_on_sqlite() {
    in_flight_login_is_finished(Sandbox::on_sqlite(), Signal::TERM).await;
}

// assures: R812
#[tokio::test]
async fn in_flight_login_is_finished_on_postgres() {
    in_flight_login_is_finished(Sandbox::on_postgres().await, Signal::TERM).await;
}

#[tokio::test]
async fn hangup_signal_does_not_stop_the_server() {
    let server = Sandbox::on_sqlite().start().await;
    for _ in 0..2 {
        server.signal(Signal::HUP);
        server.wait_until_logged("nothing to reload").await;
    }
    assert_eq!(server.get("/health/live").await.status, 200);
    server.stop().await.expect(0);
}

// assures: R813
#[tokio::test]
async fn interrupt_signal_stops_gracefully_too() {
    in_flight_login_is_finished(Sandbox::on_sqlite(), Signal::INT).await;
}

/// Starts a server with a drain delay that is longer than any test. A second signal stops the server.
async fn serving_for_long_after_a_signal() -> Server {
    Sandbox::on_sqlite().with("DRAIN_DELAY", "300").start_ready().await
}

async fn begin_to_drain(server: &Server, signal: Signal) {
    server.signal(signal);
    server.wait_until_logged("stopping").await;
    eventually("the server is not ready", async || !server.is_ready().await).await;
}

// assures: R812, R813
#[tokio::test]
async fn draining_server_is_not_ready_and_serves_requests() {
    let server = serving_for_long_after_a_signal().await;
    sign_up(&server, "ada").await;
    begin_to_drain(&server, Signal::TERM).await;
    assert_eq!(server.get("/health/ready").await.problem(503), "unavailable");
    server.get("/health/live").await.expect(200);
    log_in(&server, "ada").await;
    server.signal(Signal::TERM);
    timeout(MAX_STOP_TIME, server.ended()).await.unwrap().expect(130);
}

// assures: R812
#[tokio::test]
async fn draining_server_closes_connections_after_their_next_response() {
    let server = serving_for_long_after_a_signal().await;
    let ask = "GET /health/live HTTP/1.1\r\nHost: tasklane\r\n\r\n";
    let mut keep_alive = RawConnection::open(server.address()).await;
    keep_alive.send(ask).await;
    assert!(!keep_alive.read_until("}").await.contains("connection: close"));
    begin_to_drain(&server, Signal::INT).await;
    keep_alive.send(ask).await;
    let response = keep_alive.read_to_end().await;
    assert!(
        response.starts_with("HTTP/1.1 200 ") && response.contains("\r\nconnection: close\r\n"),
        "{response}"
    );
    server.signal(Signal::INT);
    server.ended().await.expect(130);
}

// assures: R812
#[tokio::test]
async fn server_stops_after_the_drain_delay() {
    let server = Sandbox::on_sqlite().with("DRAIN_DELAY", "1").start_ready().await;
    let begun = Instant::now();
    server.stop().await.expect(0);
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

// assures: R812
#[tokio::test]
async fn idle_connections_do_not_delay_the_shutdown() {
    let server = Sandbox::on_sqlite().start().await;
    let _silent = RawConnection::open(server.address()).await;
    let mut idle = RawConnection::open(server.address()).await;
    idle.send("GET /health/live HTTP/1.1\r\nHost: tasklane\r\n\r\n").await;
    idle.read_until("}").await;
    timeout(MAX_STOP_TIME, server.stop()).await.unwrap().expect(0);
}

// assures: R813
#[tokio::test]
async fn second_signal_stops_the_server_immediately() {
    for (first, second) in
        [(Signal::TERM, Signal::TERM), (Signal::INT, Signal::INT), (Signal::TERM, Signal::INT)]
    {
        let server = Sandbox::on_sqlite().start().await;
        let (_login, _rest) = send_partial_login(&server).await;
        server.signal(first);
        server.wait_until_logged("stopping").await;
        server.signal(second);
        timeout(MAX_STOP_TIME, server.ended()).await.unwrap().expect(130);
    }
}
