//! Streams end with their session or their access token, before the next heartbeat.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::ids::UserId;
use tasklane_tests::{Client, Event, LiveStream, Server, on_every_database};
use tokio::time::timeout;

const TASKS: &str = "/api/v1/tasks";
/// Each stream gets a heartbeat every 15 s, so with this number of streams one heartbeat is sent every second.
const ONE_FOR_EACH_SECOND: usize = 15;
/// If streams ended only at a heartbeat, this number of rounds would take two minutes.
const ROUNDS: usize = 9;
const BEFORE_THE_NEXT_HEARTBEAT: Duration = Duration::from_mins(1);

/// Another session of the same user.
async fn another_session(server: &Server, name: &str) -> Client {
    let (access, _refresh) = server.client().log_in(name, "correct horse").await.tokens();
    server.client().with_token(&access)
}

fn upsert(event: &Event, task: &Value) {
    assert_eq!((&*event.name, &event.data), ("task.upsert", task));
}

async fn create(api: &Client, title: &str) -> Value {
    api.post(TASKS, &json!({"title": title})).await.expect(201)
}

on_every_database! {
    // assures: R309
    async fn only_the_stream_of_the_ended_session_ends(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let phone = another_session(server, "ada").await;
        let (of_ada, mut of_phone, mut of_bob) =
            (LiveStream::open(&ada.api).await, LiveStream::open(&phone).await, LiveStream::open(&bob.api).await);
        ada.api.post("/api/v1/auth/logout", &json!({})).await.expect(204);
        of_ada.ends().await;
        let task = create(&phone, "Still here").await;
        upsert(&of_phone.next().await, &task);
        let change = json!({"current_password": "correct horse", "new_password": "battery staple"});
        let (tablet, _) = server.client().log_in("ada", "correct horse").await.tokens();
        server.client().with_token(&tablet).put("/api/v1/auth/me/password", &change).await.expect(204);
        of_phone.ends().await;
        let of_tablet = LiveStream::open(&server.client().with_token(&tablet)).await;
        let goodbye = json!({"password": "battery staple"});
        server.client().with_token(&tablet).send_json(&Method::DELETE, "/api/v1/auth/me", &goodbye).await.expect(204);
        of_tablet.ends().await;
        let task = create(&bob.api, "Not affected").await;
        upsert(&of_bob.next().await, &task);
    }

    // assures: R309
    /// The session ends as if another replica or an operator ended it, without a notification to this server.
    async fn stream_ends_when_its_session_ended_elsewhere(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (of_ada, of_bob) = (LiveStream::open(&ada.api).await, LiveStream::open(&bob.api).await);
        let id = UserId::new(ada.id).unwrap();
        assert_eq!(server.stores.sessions.revoke_all(id, None, server.now()).await.unwrap().len(), 1);
        of_ada.ends().await;
        let id = UserId::new(bob.id).unwrap();
        server.stores.users.set_active(id, false, server.now()).await.unwrap();
        of_bob.ends().await;
    }

    async fn stream_ends_when_its_access_token_expires(server: &Server) {
        let ada = server.sign_up("ada").await;
        let stream = LiveStream::open(&ada.api).await;
        server.advance(TimeDelta::minutes(20));
        let phone = another_session(server, "ada").await;
        let mut of_phone = LiveStream::open(&phone).await;
        server.advance(TimeDelta::minutes(10));
        stream.ends().await;
        let task = create(&phone, "Not yet").await;
        upsert(&of_phone.next().await, &task);
        server.advance(TimeDelta::minutes(20));
        of_phone.ends().await;
    }
}

#[tokio::test]
async fn streams_end_before_the_next_heartbeat() {
    let server = Server::on_memory(&[("MAX_STREAMS_PER_USER", "15")]).await;
    server.sign_up("ada").await;
    let all = async {
        for _ in 0..ROUNDS {
            let phone = another_session(&server, "ada").await;
            let streams = join_all((0..ONE_FOR_EACH_SECOND).map(|_| LiveStream::open(&phone))).await;
            phone.post("/api/v1/auth/logout", &json!({})).await.expect(204);
            join_all(streams.into_iter().map(LiveStream::ends)).await;
        }
    };
    timeout(BEFORE_THE_NEXT_HEARTBEAT, all).await.expect("streams must end before the next heartbeat");
}
