//! A copied database serves the same responses, to the same sessions.

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response};

use super::api_snapshot::snapshot;
use super::{copy_into, on_sqlite, sqlite_url};
use crate::support::{Sandbox, Server, log_in, sign_up};

const TASKS: &str = "/api/v1/tasks";

struct User {
    access_token: String,
    refresh_token: String,
    /// The response to the request with an idempotency key.
    first_response: String,
}

impl User {
    async fn create(server: &Server, name: &str) -> Self {
        sign_up(server, name).await;
        let tokens = log_in(server, name).await;
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let (access_token, refresh_token) = (token("access_token"), token("refresh_token"));
        let api = server.client().with_token(&access_token);
        let first_response = create_with_key(&api, name).await.text;
        for number in 0..30 {
            create_and_change(&api, number).await;
        }
        Self { access_token, refresh_token, first_response }
    }

    fn api(&self, server: &Server) -> Client {
        server.client().with_token(&self.access_token)
    }
}

async fn create_with_key(api: &Client, name: &str) -> Response {
    let task = json!({"title": format!("Of {name}"), "tags": ["\"a\", {b}", "ä\\"]});
    let request = api.request(Method::POST, TASKS).header("idempotency-key", format!("key of {name}"));
    api.send(request.json(&task)).await
}

/// Creates a task, and edits, completes or deletes some of the tasks.
async fn create_and_change(api: &Client, number: u32) {
    let task =
        json!({"title": format!("Task {number}"), "description": "a\nb\tc \\N", "due_date": "2027-02-28"});
    let id = api.post(TASKS, &task).await.expect(201)["id"].as_i64().unwrap();
    let path = format!("{TASKS}/{id}");
    match number % 4 {
        0 => drop(api.patch(&path, &json!({"status": "completed"})).await.expect(200)),
        1 => drop(api.patch(&path, &json!({"priority": "high", "description": null})).await.expect(200)),
        2 => drop(api.delete(&path).await.expect(204)),
        _ => {}
    }
}

async fn snapshots(server: &Server, users: &[User]) -> Vec<Vec<(&'static str, Option<String>, Value)>> {
    let mut snapshots = Vec::new();
    for user in users {
        snapshots.push(snapshot(&user.api(server)).await);
    }
    snapshots
}

/// Copies the data of several users from SQLite to PostgreSQL and back.
#[tokio::test]
async fn every_response_and_session_survives_a_copy_and_the_way_back() {
    let (first, second, third) = (on_sqlite(), Sandbox::on_postgres().await, on_sqlite());
    let server = first.start_ready().await;
    let mut users = Vec::new();
    for name in ["ada", "bob", "cyd"] {
        users.push(User::create(&server, name).await);
    }
    let dan = sign_up(&server, "dan").await;
    let of_deleted = log_in(&server, "dan").await["access_token"].as_str().unwrap().to_owned();
    let password = json!({"current_password": crate::support::PASSWORD});
    dan.send_json(&Method::DELETE, "/api/v1/auth/me", &password).await.expect(204);
    let before = snapshots(&server, &users).await;
    server.stop().await.expect(0);

    copy_into(&second, &sqlite_url(&first)).await;
    let server = second.start_ready().await;
    assert_eq!(snapshots(&server, &users).await, before);
    server.stop().await.expect(0);

    copy_into(&third, &second.database().unwrap().url()).await;
    let server = third.start_ready().await;
    assert_eq!(snapshots(&server, &users).await, before);
    for (user, name) in users.iter().zip(["ada", "bob", "cyd"]) {
        let replayed = create_with_key(&user.api(&server), name).await;
        assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
        assert_eq!(replayed.text, user.first_response);
        let (access_token, _) = server.client().refresh(&user.refresh_token).await.tokens();
        server.client().with_token(&access_token).get(TASKS).await.expect(200);
        log_in(&server, name).await;
    }
    let deleted = server.client().with_token(&of_deleted);
    assert_eq!(deleted.get(TASKS).await.status, 401, "a token of the deleted user must stay invalid");
    // New rows get ids that were never used.
    let eve = sign_up(&server, "eve").await.get("/api/v1/auth/me").await.expect(200);
    assert_eq!(eve["id"], 5, "the id of the deleted user must not be used again");
    server.stop().await.expect(0);
}
