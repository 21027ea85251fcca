//! When a connection is closed that only costs.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, advance};

use super::registry::Registry;
use super::timed_io::{TimedIo, Timeouts};
use crate::connection::{Activity, Phase, Status, Wish};

const TIMEOUTS: Timeouts =
    Timeouts { head: Duration::from_secs(5), idle: Duration::from_secs(20), write: Duration::from_secs(30) };

fn connection() -> (TimedIo<DuplexStream>, DuplexStream) {
    let (server, client) = duplex(64);
    (TimedIo::new(server, TIMEOUTS, None), client)
}

/// How long the server reads until the connection ends.
async fn end_of(io: &mut TimedIo<DuplexStream>) -> Duration {
    let begin = Instant::now();
    while io.read_u8().await.is_ok() {}
    begin.elapsed()
}

// assures: R701
#[tokio::test(start_paused = true)]
async fn who_sends_nothing_is_idle() {
    let (mut io, mut client) = connection();
    assert_eq!(end_of(&mut io).await, TIMEOUTS.idle);
    drop(io);
    let mut heard = String::new();
    client.read_to_string(&mut heard).await.unwrap();
    assert_eq!(heard, "");
}

/// A guard of a connection that is registered, and what others ask of it.
fn registered() -> (TimedIo<DuplexStream>, DuplexStream, Arc<Status>) {
    let (server, client) = duplex(64);
    let registry = Arc::new(Registry::new(10, Vec::new()));
    let registration = registry.admit(Ipv4Addr::LOCALHOST.into()).unwrap();
    let status = registration.status().clone();
    (TimedIo::new(server, TIMEOUTS, Some(registration)), client, status)
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_closes_when_it_is_asked_to() {
    let (mut io, _client, status) = registered();
    let after = Duration::from_secs(2);
    let ask = async {
        tokio::time::sleep(after).await;
        status.ask(Wish::CloseIfIdle);
    };
    let (read, ()) = tokio::join!(end_of(&mut io), ask);
    assert_eq!(read, after);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_came_before_the_wish_is_served_first() {
    let (mut io, mut client, status) = registered();
    client.write_all(b"GET").await.unwrap();
    status.ask(Wish::CloseIfIdle);
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    assert_eq!(status.phase().0, Phase::Head);
    let under_way = Activity::begin(&io.activity());
    assert_eq!(status.phase().0, Phase::Busy);
    let limit = Duration::from_secs(1000);
    assert!(tokio::time::timeout(limit, end_of(&mut io)).await.is_err());
    drop(under_way);
    assert_eq!(status.phase().0, Phase::Idle);
    assert_eq!(end_of(&mut io).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_head_gives_way_only_when_heads_do() {
    let (mut io, mut client, status) = registered();
    client.write_all(b"GET").await.unwrap();
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    status.ask(Wish::CloseIfIdle);
    let some = Duration::from_secs(1);
    assert!(tokio::time::timeout(some, end_of(&mut io)).await.is_err());
    status.ask(Wish::CloseInHead);
    assert_eq!(end_of(&mut io).await, Duration::ZERO);
}

/// As it happens while the other waits.
#[tokio::test(start_paused = true)]
async fn what_is_cut_is_waited_for_no_more() {
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
async fn a_head_that_trickles_is_cut_off_after_any_request() {
    let (mut io, mut client) = connection();
    drop(Activity::begin(&io.activity()));
    advance(Duration::from_secs(3)).await;
    let (mut reader, mut writer) = tokio::io::split(&mut client);
    let trickle = async {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let heard = async {
        let mut heard = String::new();
        reader.read_to_string(&mut heard).await.unwrap();
        heard
    };
    let cut = async {
        let after = end_of(&mut io).await;
        drop(io);
        after
    };
    let (after, heard, ()) = tokio::join!(cut, heard, trickle);
    assert_eq!(after, TIMEOUTS.head);
    assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
}

#[tokio::test(start_paused = true)]
async fn a_request_under_way_is_neither_idle_nor_slow() {
    let (mut io, mut client) = connection();
    client.write_all(b"GET").await.unwrap();
    let mut head = [0; 3];
    io.read_exact(&mut head).await.unwrap();
    let under_way = Activity::begin(&io.activity());
    let limit = Duration::from_secs(1000);
    assert!(tokio::time::timeout(limit, end_of(&mut io)).await.is_err());
    drop(under_way);
    assert_eq!(end_of(&mut io).await, TIMEOUTS.idle);
}

// assures: R701
#[tokio::test(start_paused = true)]
async fn who_does_not_read_is_cut_off_and_who_reads_slowly_is_not() {
    let (mut io, mut client) = connection();
    let slow = async {
        let mut byte = [0; 64];
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_secs(29)).await;
            client.read_exact(&mut byte).await.unwrap();
        }
    };
    let answer = [b'x'; 640];
    let (written, ()) = tokio::join!(io.write_all(&answer), slow);
    written.unwrap();
    let begin = Instant::now();
    let error = io.write_all(&answer).await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::TimedOut, TIMEOUTS.write));
}
