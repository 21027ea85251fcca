//! The live stream: its events, its start position and its end.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_core::testing::examples::{new_task, quota_of};
use tasklane_tests::{Client, Event, LiveStream, STREAM, Server, on_every_database};
use tokio::time::timeout;

const TASKS: &str = "/api/v1/tasks";

/// Another session of the same user.
async fn another_session(server: &Server, name: &str) -> Client {
    let (access, _refresh) = server.client().log_in(name, "correct horse").await.tokens();
    server.client().with_token(&access)
}

async fn resume_at(api: &Client, last: &str) -> tasklane_tests::Response {
    api.send(api.request(Method::GET, STREAM).header("last-event-id", last)).await
}

/// Asserts that the event has the current state of this task.
fn upsert(event: &Event, task: &Value) {
    assert_eq!((&*event.name, &event.data), ("task.upsert", task));
}

async fn create(api: &Client, title: &str) -> Value {
    api.post(TASKS, &json!({"title": title})).await.expect(201)
}

on_every_database! {
    async fn stream_reports_changes_of_other_sessions(server: &Server) {
        let ada = server.sign_up("ada").await;
        let phone = another_session(server, "ada").await;
        let mut stream = LiveStream::open(&ada.api).await;
        assert_eq!(stream.last_id, 0);
        let task = create(&phone, "Buy milk: \"two\" \\n").await;
        upsert(&stream.next().await, &task);
        let path = format!("{TASKS}/{}", task["id"]);
        let changed = phone.patch(&path, &json!({"title": "Buy bread", "description": "a\nb"})).await.expect(200);
        upsert(&stream.next().await, &changed);
        let toggle = format!("/api/{}/tasks/{}/complete", ada.id, task["id"]);
        phone.patch(&toggle, &json!({})).await.expect(200);
        let event = stream.next().await;
        assert_eq!((&event.data["status"], event.id), (&json!("completed"), 3));
        phone.patch(&path, &json!({"title": "Buy bread"})).await.expect(200);
        phone.delete(&path).await.expect(204);
        let event = stream.next().await;
        assert_eq!((&*event.name, event.task_id(), event.id), ("task.delete", task["id"].as_i64().unwrap(), 4));
        let restored = phone.post(&format!("{path}/restore"), &Value::Null).await.expect(200);
        upsert(&stream.next().await, &restored);
        let operations = json!({"operations": [
            {"op": "create", "task": {"title": "One"}},
            {"op": "update", "id": task["id"], "patch": {"priority": "high"}},
            {"op": "create", "task": {"title": "Two"}},
        ]});
        let results = phone.post(&format!("{TASKS}/batch"), &operations).await.expect(200);
        for n in 0..3 {
            let event = stream.next().await;
            assert_eq!(event.id, 6 + n);
            upsert(&event, &results["results"][usize::try_from(n).unwrap()]["task"]);
        }
    }

    // assures: R502
    async fn stream_reports_only_own_changes(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (mut of_ada, mut of_bob) = (LiveStream::open(&ada.api).await, LiveStream::open(&bob.api).await);
        for n in 0..5 {
            let task = create(&ada.api, &format!("Of ada, {n}")).await;
            upsert(&of_ada.next().await, &task);
        }
        let task = create(&bob.api, "Of bob").await;
        upsert(&of_bob.next().await, &task);
        let mut all_of_bob = LiveStream::resume(&bob.api, 0).await;
        upsert(&all_of_bob.next().await, &task);
    }

    async fn stream_resumes_after_the_last_event_id(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut stream = LiveStream::open(&ada.api).await;
        let first = create(&ada.api, "First").await;
        upsert(&stream.next().await, &first);
        let last = stream.last_id;
        drop(stream);
        let second = create(&ada.api, "Second").await;
        let third = create(&ada.api, "Third").await;
        let changed = ada.api.patch(&format!("{TASKS}/{}", second["id"]), &json!({"title": "2"})).await.expect(200);
        let mut stream = LiveStream::resume(&ada.api, last).await;
        assert_eq!(stream.last_id, last);
        // The stream sends each task once, in its current state.
        upsert(&stream.next().await, &third);
        upsert(&stream.next().await, &changed);
        let next = create(&ada.api, "Next").await;
        upsert(&stream.next().await, &next);
        // A stream without a start position begins with new events. Its `ready` event has the current position.
        let mut stream = LiveStream::open(&ada.api).await;
        assert_eq!(stream.last_id, 5);
        ada.api.delete(&format!("{TASKS}/{}", next["id"])).await.expect(204);
        assert_eq!(stream.next().await.name, "task.delete");
    }

    /// The client has missed many more changes than the server reads or sends at a time.
    async fn missed_changes_are_sent_in_parts(server: &Server) {
        let ada = server.sign_up("ada").await;
        let long = "ä\t".repeat(5000);
        let operations: Vec<_> = (0..100)
            .map(|n| json!({"op": "create", "task": {"title": format!("{n}"),
                "description": if n % 10 == 0 { &long } else { "" }}}))
            .collect();
        ada.api.post(&format!("{TASKS}/batch"), &json!({"operations": operations})).await.expect(200);
        let mut stream = LiveStream::resume(&ada.api, 0).await;
        for n in 0..100 {
            let event = stream.next().await;
            assert_eq!((event.id, &event.data["title"]), (n + 1, &json!(n.to_string())));
        }
        let task = create(&ada.api, "One more").await;
        upsert(&stream.next().await, &task);
    }

    async fn reconnecting_client_gets_each_concurrent_change_once(server: &Server) {
        let ada = server.sign_up("ada").await;
        let write = async |writer: usize| {
            let mut ids = Vec::new();
            for n in 0..15 {
                ids.push(create(&ada.api, &format!("{writer}/{n}")).await["id"].as_i64().unwrap());
            }
            ids
        };
        let follow = async {
            let (mut received, mut last) = (Vec::new(), 0);
            // Each connection reads one event more than the connection before it, so the client disconnects at many
            // different moments.
            for event_count in 1.. {
                let mut stream = LiveStream::resume(&ada.api, last).await;
                for _ in 0..event_count {
                    if received.len() == 60 {
                        return received;
                    }
                    let event = stream.next().await;
                    assert_eq!(event.id, last + 1);
                    last = event.id;
                    received.push(event.task_id());
                }
            }
            unreachable!()
        };
        let (written, received) = futures_util::future::join(join_all((0..4).map(write)), follow).await;
        let each_once: BTreeSet<i64> = received.iter().copied().collect();
        assert_eq!(each_once.len(), received.len());
        assert_eq!(each_once, written.into_iter().flatten().collect());
    }

    async fn stream_with_an_expired_position_is_410(server: &Server) {
        let ada = server.sign_up("ada").await;
        create(&ada.api, "First").await;
        // This position is later than the last change, as after a restore of an older backup.
        assert_eq!(resume_at(&ada.api, "2").await.problem(410), "sync-cursor-expired");
        let path = format!("{TASKS}/{}", create(&ada.api, "Second").await["id"]);
        ada.api.delete(&path).await.expect(204);
        server.advance(TimeDelta::days(31));
        let (owner, retention) = (UserId::new(ada.id).unwrap(), &server.stores.task_retention);
        let api = another_session(server, "ada").await;
        LiveStream::resume(&api, 2).await;
        assert_eq!(retention.purge_deleted(owner, server.now(), 9).await.unwrap(), 1);
        assert_eq!(resume_at(&api, "2").await.problem(410), "sync-cursor-expired");
        LiveStream::resume(&api, 3).await;
    }

    /// The deletion that the stream missed was purged. If the stream continued, the client would still show the task.
    async fn stream_that_falls_behind_ends(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut stream = LiveStream::open(&ada.api).await;
        let (owner, at) = (UserId::new(ada.id).unwrap(), server.now());
        let later = at + TimeDelta::seconds(1);
        // Several attempts, because a stream that polls just before the purge still sees the deletion.
        for _ in 0..9 {
            let task = server.stores.tasks.create(owner, &new_task("gone"), at, quota_of(100)).await.unwrap();
            assert!(server.stores.tasks.delete(owner, task.id, None, at).await.unwrap());
            assert_eq!(server.stores.task_retention.purge_deleted(owner, later, 9).await.unwrap(), 1);
            let last = create(&ada.api, "Wakes the stream").await["id"].as_i64().unwrap();
            loop {
                match stream.event().await {
                    Some(event) if event.task_id() == last => break,
                    Some(_) => {}
                    None => return,
                }
            }
        }
        panic!("the stream must end after a purged deletion");
    }

    async fn invalid_event_id_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for garbage in ["x", "-1", "+1", "1.0", " ", "0x1", "9223372036854775808", "1, 2"] {
            assert_eq!(resume_at(&ada.api, garbage).await.error_locations(), ["header.Last-Event-ID"], "{garbage}");
        }
        let twice = ada.api.request(Method::GET, STREAM).header("last-event-id", "1").header("last-event-id", "1");
        assert_eq!(ada.api.send(twice).await.error_locations(), ["header.Last-Event-ID"]);
        assert_eq!(resume_at(&ada.api, &i64::MAX.to_string()).await.problem(410), "sync-cursor-expired");
        assert_eq!(resume_at(&server.client(), "x").await.problem(401), "token-missing");
    }

    async fn head_request_returns_the_stream_headers_and_ends(server: &Server) {
        let ada = server.sign_up("ada").await;
        // The number of requests exceeds the number of streams that one user may open.
        for _ in 0..20 {
            let response = ada.api.send(ada.api.request(Method::HEAD, STREAM)).await;
            assert_eq!((response.status.as_u16(), response.header("content-type")), (200, Some("text/event-stream")));
            assert_eq!(response.header("x-accel-buffering"), Some("no"));
            assert_eq!(response.header("cache-control"), Some("private, no-cache"));
        }
        let head = ada.api.request(Method::HEAD, STREAM).header("last-event-id", "9");
        assert_eq!(ada.api.send(head).await.status, 410);
        create(&ada.api, "The connection is free").await;
    }
}

/// If each event waited for a heartbeat, this number of rounds would take minutes.
const ROUNDS: usize = 20;
const BEFORE_THE_NEXT_HEARTBEAT: Duration = Duration::from_mins(1);

#[tokio::test]
async fn events_are_sent_before_the_next_heartbeat() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let mut stream = LiveStream::open(&ada.api).await;
    let all = async {
        for n in 0..ROUNDS {
            let task = create(&ada.api, &n.to_string()).await;
            upsert(&stream.next().await, &task);
        }
    };
    timeout(BEFORE_THE_NEXT_HEARTBEAT, all).await.expect("events must not wait for heartbeats");
}

/// A second server on the same data stores a change without announcing it, as if the announcement were lost.
#[tokio::test]
async fn unannounced_changes_are_found_at_the_next_heartbeat() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    let other = server.second_server();
    let request =
        format!("GET {STREAM} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", ada.access_token);
    let mut connection = tasklane_tests::RawConnection::open(server.address()).await;
    connection.send(&request).await.read_until("id: 0\nevent: ready\ndata: {}\n\n").await;
    create(&other.client().with_token(&ada.access_token), "Not announced").await;
    let beat = connection.read_until(":\n\n").await;
    assert!(!beat.contains("event"), "{beat}");
    let event = connection.read_until("}\n\n").await;
    assert!(
        event.contains("id: 1\nevent: task.upsert\ndata: {") && event.contains("Not announced"),
        "{event}"
    );
}
