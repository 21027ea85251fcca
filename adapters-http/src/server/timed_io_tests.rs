//! Tests of the timeouts of a connection.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, advance};

use super::registry::Registry;
use super::timed_io::{TimedIo, Timeouts};
use crate::connection::{Activity, CloseRequest, ConnectionState, Phase};

const TIMEOUTS: Timeouts =
    Timeouts { head: Duration::from_secs(5), idle: Duration::from_secs(20), write: Duration::from_secs(30) };

fn connection() -> (TimedIo<DuplexStream>, DuplexStream) {
    let (server, client) = duplex(64);
    (TimedIo::new(server, TIMEOUTS, None), client)
}

/// Returns how long the server reads until the connection ends.
async fn end_of(io: &mut TimedIo<DuplexStream>) -> Duration {
    let begin = Instant::now();
    while io.read_u8().await.is_ok() {}
    begin.elapsed()
}

// assures: R701
#[tokio::test(start_paused = true)]
async fn connection_without_a_request_closes_after_the_idle_timeout() {
    let (mut io, mut client) = connection();
    assert_eq!(end_of(&mut io).await, TIMEOUTS.idle);
    drop(io);
    let mut received = String::new();
    client.read_to_string(&mut received).await.unwrap();
    assert_eq!(received, "");
}

/// Returns a registered connection and its state.
fn registered() -> (TimedIo<DuplexStream>, DuplexStream, Arc<ConnectionState>) {
    let (server, client) = duplex(64);
    let registry = Arc::new(Registry::new(10, Vec::new()));
    let registration = registry.try_admit(Ipv4Addr::LOCALHOST.into()).unwrap();
    let state = registration.state().clone();
    (TimedIo::new(server, TIMEOUTS, Some(registration)), client, state)
}

#[tokio::test(start_paused = true)]
async fn idle_connection_closes_when_another_thread_requests_it() {
    let (mut io, _client, state) = registered();
    let after = Duration::from_secs(2);
    let request = async {
        tokio::time::sleep(after).await;
        state.request_close(CloseRequest::IfIdle);
    };
    let (read, ()) = tokio::join!(end_of(&mut io), request);
    assert_eq!(read, after);
}

#[tokio::test(start_paused = true)]
async fn request_received_before_the_close_request_is_served_first() {
    let (mut io, mut client, state) = registered();
    client.write_all(b"GET").await.unwrap();
    state.request_close(CloseRequest::IfIdle);
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    assert_eq!(state.phase().0, Phase::Head);
    let in_progress = Activity::begin(&io.activity());
    assert_eq!(state.phase().0, Phase::Busy);
    let limit = Duration::from_secs(1000);
    assert!(tokio::time::timeout(limit, end_of(&mut io)).await.is_err());
    drop(in_progress);
    assert_eq!(state.phase().0, Phase::Idle);
    assert_eq!(end_of(&mut io).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn incomplete_head_is_closed_by_if_no_request_but_not_by_if_idle() {
    let (mut io, mut client, state) = registered();
    client.write_all(b"GET").await.unwrap();
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    state.request_close(CloseRequest::IfIdle);
    let some = Duration::from_secs(1);
    assert!(tokio::time::timeout(some, end_of(&mut io)).await.is_err());
    state.request_close(CloseRequest::IfNoRequest);
    assert_eq!(end_of(&mut io).await, Duration::ZERO);
}

/// The kill arrives while a read or a write is pending.
#[tokio::test(start_paused = true)]
async fn killed_connection_ends_pending_reads_and_writes() {
    let (mut io, _client) = connection();
    let _under_way = Activity::begin(&io.activity());
    let kill = io.activity().kill().clone();
    let after = Duration::from_secs(2);
    let kill_soon = async {
        tokio::time::sleep(after).await;
        kill.trigger();
    };
    let (read, ()) = tokio::join!(end_of(&mut io), kill_soon);
    assert_eq!(read, after);
    let error = io.write_all(b"more").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionAborted);

    let (mut io, _client) = connection();
    let kill = io.activity().kill().clone();
    let kill_soon = async {
        tokio::time::sleep(after).await;
        kill.trigger();
    };
    let (written, ()) = tokio::join!(io.write_all(&[b'x'; 640]), kill_soon);
    assert_eq!(written.unwrap_err().kind(), ErrorKind::ConnectionAborted);
}

// assures: R701
#[tokio::test(start_paused = true)]
async fn slow_head_times_out_also_after_earlier_requests() {
    let (mut io, mut client) = connection();
    drop(Activity::begin(&io.activity()));
    advance(Duration::from_secs(3)).await;
    let (mut reader, mut writer) = tokio::io::split(&mut client);
    let trickle = async {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let received = async {
        let mut received = String::new();
        reader.read_to_string(&mut received).await.unwrap();
        received
    };
    let kill = async {
        let after = end_of(&mut io).await;
        drop(io);
        after
    };
    let (after, received, ()) = tokio::join!(kill, received, trickle);
    assert_eq!(after, TIMEOUTS.head);
    assert!(received.starts_with("HTTP/1.1 408 "), "{received}");
}

#[tokio::test(start_paused = true)]
async fn connection_with_a_request_in_progress_has_no_read_timeout() {
    let (mut io, mut client) = connection();
    client.write_all(b"GET").await.unwrap();
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    let in_progress = Activity::begin(&io.activity());
    let limit = Duration::from_secs(1000);
    assert!(tokio::time::timeout(limit, end_of(&mut io)).await.is_err());
    drop(in_progress);
    assert_eq!(end_of(&mut io).await, TIMEOUTS.idle);
}

// assures: R701
#[tokio::test(start_paused = true)]
async fn write_times_out_for_a_client_that_does_not_read() {
    let (mut io, mut client) = connection();
    let slow = async {
        let mut byte = [0; 64];
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_secs(29)).await;
            client.read_exact(&mut byte).await.unwrap();
        }
    };
    let response = [b'x'; 640];
    let (written, ()) = tokio::join!(io.write_all(&response), slow);
    written.unwrap();
    let begin = Instant::now();
    let error = io.write_all(&response).await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::TimedOut, TIMEOUTS.write));
}
