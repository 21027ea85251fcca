//! Change streams: wake-ups between replicas, and the end of streams at shutdown.

use std::time::Duration;

use reqwest::Method;
use rustix::process::Signal;
use serde_json::{Value, json};
use tasklane_redis::testing::TestRedis;
use tasklane_tests::{LiveStream, STREAM};
use tokio::time::timeout;

use crate::support::{RawConnection, Sandbox, Server, eventually, log_in, request, sign_up};

/// The maximum time until the server stops, less than the timeout for in-flight requests at shutdown.
const MAX_STOP_TIME: Duration = Duration::from_secs(10);

async fn expect_stop_ends_streams(sandbox: Sandbox) {
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(LiveStream::open(&ada).await);
    }
    server.signal(Signal::TERM);
    for stream in streams {
        stream.ends().await;
    }
    let finished = timeout(MAX_STOP_TIME, server.ended()).await.unwrap();
    finished.expect(0);
    assert_eq!(finished.stderr, "");
    assert_eq!(finished.log().last().unwrap()["message"], "stopped");
}

#[tokio::test]
async fn stop_on_sqlite_ends_streams_without_waiting() {
    expect_stop_ends_streams(Sandbox::on_sqlite()).await;
}

#[tokio::test]
async fn stop_on_postgres_ends_streams_without_waiting() {
    expect_stop_ends_streams(Sandbox::on_postgres().await).await;
}

/// The events need far more space than the socket buffers have.
#[tokio::test]
async fn client_that_does_not_read_its_stream_is_disconnected() {
    let server = Sandbox::on_sqlite().with("MAX_STREAMS_PER_USER", "1").start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let mut silent = RawConnection::open_with_small_buffer(server.address()).await;
    let token = format!("Authorization: Bearer {token}");
    silent.send(&request(&format!("GET {STREAM}"), &[&token], "")).await;
    silent.read_until("id: 0\nevent: ready\ndata: {}\n\n").await;
    let long = "x".repeat(9000);
    let create = json!({"op": "create", "task": {"title": "Long", "description": long}});
    for _ in 0..12 {
        let operations = json!({"operations": vec![&create; 100]});
        ada.post("/api/v1/tasks/batch", &operations).await.expect(200);
    }
    let head = async || ada.send(ada.request(Method::HEAD, STREAM)).await.status;
    assert_eq!(head().await, 429, "the stream must still count against the limit");
    eventually("the stream no longer counts against the limit", async || head().await == 200).await;
    server.stop().await.expect(0);
}

/// Without wake-ups, each event would wait for the next poll, and the rounds would take minutes.
const ROUNDS: usize = 20;
const LESS_THAN_BY_POLLING: Duration = Duration::from_mins(1);

async fn replicas_wake_each_other(sandbox: Sandbox) {
    let (one, other) = (sandbox.start_ready().await, sandbox.start_ready().await);
    let ada = sign_up(&one, "ada").await;
    let phone = log_in(&other, "ada").await["access_token"].as_str().unwrap().to_owned();
    let phone = other.client().with_token(&phone);
    let mut stream = LiveStream::open(&ada).await;
    // Before both replicas listen, an event may have to wait for the next poll.
    let mut hears = async |title: &str| {
        let task = phone.post("/api/v1/tasks", &json!({"title": title})).await.expect(201);
        assert_eq!(stream.next().await.data, task);
    };
    hears("First").await;
    let all = async {
        for n in 0..ROUNDS {
            hears(&n.to_string()).await;
        }
    };
    timeout(LESS_THAN_BY_POLLING, all).await.unwrap();
    phone.delete("/api/v1/auth/sessions").await.expect(204);
    stream.ends().await;
    end(one).await;
    end(other).await;
}

/// Stops a server. On a busy machine, a connection for announcements may have exceeded its timeout of 1 s before, but it
/// must not break because a server stops.
async fn end(server: Server) {
    let interruptions = |log: Vec<Value>| {
        log.iter()
            .filter(|line| line["message"].as_str().is_some_and(|text| text.contains("announcements")))
            .count()
    };
    let before = interruptions(server.log());
    let finished = server.stop().await;
    finished.expect(0);
    assert_eq!(interruptions(finished.log()), before, "announcements must not be interrupted");
}

// assures: R309
#[tokio::test]
async fn replicas_on_one_postgres_wake_and_end_each_others_streams() {
    replicas_wake_each_other(Sandbox::on_postgres().await).await;
}

#[tokio::test]
async fn replicas_that_share_a_redis_wake_and_end_each_others_streams() {
    let redis = TestRedis::start();
    let sandbox = Sandbox::on_postgres().await;
    // On a busy machine, Redis does not always respond within the default 50 ms.
    let sandbox = sandbox.with("REDIS_URL", &redis.url()).with("REDIS_TIMEOUT_MS", "1000");
    replicas_wake_each_other(sandbox).await;
}
