//! Limits of streams and of their clients.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Event, LiveStream, STREAM, Server, SignedUp};

const TASKS: &str = "/api/v1/tasks";

fn upsert(event: &Event, task: &Value) {
    assert_eq!((&*event.name, &event.data), ("task.upsert", task));
}

async fn create(api: &Client, title: &str) -> Value {
    api.post(TASKS, &json!({"title": title})).await.expect(201)
}

async fn too_many(user: &SignedUp, status: u16) -> tasklane_tests::Response {
    let response = user.api.get(STREAM).await;
    let code = if status == 429 { "rate-limited" } else { "unavailable" };
    assert_eq!(response.problem(status), code);
    response
}

/// Waits until the server detects a disconnected client and admits a new stream.
async fn open_when_slot_is_free(user: &SignedUp) -> LiveStream {
    let until_admitted = async {
        while user.api.send(user.api.request(Method::HEAD, STREAM)).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // A generous limit, which expires only if the server does not free the slot.
    tokio::time::timeout(Duration::from_mins(1), until_admitted).await.unwrap();
    LiveStream::open(&user.api).await
}

#[tokio::test]
async fn streams_are_limited_per_user_and_in_total() {
    let server = Server::on_memory(&[("MAX_STREAMS_PER_USER", "2"), ("MAX_STREAMS", "3")]).await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let (mut first, second) = (LiveStream::open(&ada.api).await, LiveStream::open(&ada.api).await);
    let rejected = too_many(&ada, 429).await;
    assert_eq!(rejected.header("retry-after"), Some("15"));
    assert_eq!(rejected.header("ratelimit-policy"), Some(r#""streams";q=2;qu="concurrent-requests""#));
    assert_eq!(rejected.header("ratelimit"), Some(r#""streams";r=0;t=15"#));
    let of_bob = LiveStream::open(&bob.api).await;
    let rejected = too_many(&bob, 503).await;
    assert_eq!(rejected.header("retry-after"), Some("15"));
    drop(second);
    let _third = open_when_slot_is_free(&ada).await;
    too_many(&bob, 503).await;
    drop(of_bob);
    let _of_bob = open_when_slot_is_free(&bob).await;
    let task = create(&ada.api, "Still served").await;
    upsert(&first.next().await, &task);
}

/// Streams must not occupy all request slots.
#[tokio::test]
async fn streams_do_not_count_as_in_flight_requests() {
    let with_short_deadline = |settings: &mut tasklane::settings::Settings| {
        settings.http.limits.in_flight = 1;
        settings.http.limits.request = std::time::Duration::from_secs(5);
    };
    let server = Server::on_memory_with(&[], with_short_deadline).await;
    let ada = server.sign_up("ada").await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(LiveStream::open(&ada.api).await);
    }
    let task = create(&ada.api, "A slot is free").await;
    for stream in &mut streams {
        upsert(&stream.next().await, &task);
    }
}

/// Without a limit, the HTTP library would read everything that the client sends, and then run in a busy loop.
#[tokio::test]
async fn client_that_keeps_sending_during_a_stream_is_disconnected() {
    let server = Server::on_memory(&[("MAX_STREAMS_PER_USER", "1")]).await;
    let ada = server.sign_up("ada").await;
    let request =
        format!("GET {STREAM} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", ada.access_token);
    let mut connection = tasklane_tests::RawConnection::open(server.address()).await;
    connection.send(&request).await.read_until("id: 0\nevent: ready\ndata: {}\n\n").await;
    // Fewer bytes than a client may send during a stream.
    connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(9)).await;
    create(&ada.api, "Still streaming").await;
    connection.read_until("}\n\n").await;
    connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000)).await;
    open_when_slot_is_free(&ada).await;
}
