//! Requests with an idempotency key are executed once.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, Server, SignedUp, on_every_database};

const TASKS: &str = "/api/v1/tasks";
const KEPT: [&str; 3] = ["etag", "location", "content-type"];

async fn send_keyed(api: &Client, key: &str, method: &Method, path: &str, body: &Value) -> Response {
    let key = HeaderValue::from_bytes(key.as_bytes()).unwrap();
    let request = api.request(method.clone(), path).header("idempotency-key", key);
    api.send(if body.is_null() { request } else { request.json(body) }).await
}

async fn create(api: &Client, key: &str, title: &str) -> Response {
    send_keyed(api, key, &Method::POST, TASKS, &json!({"title": title})).await
}

async fn count(api: &Client) -> usize {
    api.get(&format!("{TASKS}?limit=1000")).await.expect(200).as_array().unwrap().len()
}

async fn log_in(server: &Server, name: &str) -> Client {
    let (token, _) = server.client().log_in(name, "correct horse").await.tokens();
    server.client().with_token(&token)
}

/// Requests that accept a key, with their bodies. `task_import.rs` tests imports with a key.
async fn requests(user: &SignedUp) -> Vec<(Method, String, Value)> {
    let (id, gone) = (user.create_task("Old").await, user.create_task("Gone").await);
    user.api.delete(&format!("{TASKS}/{gone}")).await.expect(204);
    let operations = json!([
        {"op": "create", "task": {"title": "In a batch"}},
        {"op": "update", "id": id, "patch": {"title": "Changed"}},
    ]);
    vec![
        (Method::POST, TASKS.to_owned(), json!({"title": "New"})),
        (Method::POST, format!("{TASKS}/batch"), json!({"operations": operations})),
        (Method::POST, format!("{TASKS}/{gone}/restore"), Value::Null),
        (Method::POST, format!("/api/{}/tasks", user.id), json!({"title": "Todo"})),
        (Method::PATCH, format!("/api/{}/tasks/{id}/complete", user.id), Value::Null),
    ]
}

on_every_database! {
    // assures: R508
    async fn repeated_request_replays_the_response_without_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (index, (method, path, body)) in requests(&ada).await.iter().enumerate() {
            let key = format!("key {index} \"~\"");
            let first = send_keyed(&ada.api, &key, method, path, body).await;
            assert!(first.status.is_success(), "{method} {path}: {}", first.text);
            assert_eq!(first.header("idempotency-replayed"), None);
            let before = ada.api.get(&format!("{TASKS}/changes")).await.expect(200);
            // If the request were executed again, the response would contain a later time.
            server.advance(TimeDelta::minutes(1));
            for _ in 0..2 {
                let again = send_keyed(&ada.api, &key, method, path, body).await;
                assert_eq!((again.status, &again.text), (first.status, &first.text), "{method} {path}");
                assert_eq!(KEPT.map(|name| again.header(name)), KEPT.map(|name| first.header(name)), "{path}");
                assert_eq!(again.header("idempotency-replayed"), Some("true"));
            }
            assert_eq!(ada.api.get(&format!("{TASKS}/changes")).await.expect(200), before, "{method} {path}");
        }
    }

    async fn replayed_response_ignores_later_changes(server: &Server) {
        let ada = server.sign_up("ada").await;
        let first = create(&ada.api, "k", "New").await;
        let path = first.own_path("location").unwrap();
        ada.api.patch(&path, &json!({"title": "Changed"})).await.expect(200);
        assert_eq!(create(&ada.api, "k", "New").await.text, first.text);
        ada.api.delete(&path).await.expect(204);
        assert_eq!(create(&ada.api, "k", "New").await.expect(201), first.json());
        assert_eq!(count(&ada.api).await, 0);
    }

    // assures: R508
    async fn key_reused_for_another_request_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let requests = requests(&ada).await;
        create(&ada.api, "k", "First").await.expect(201);
        let before = ada.api.get(&format!("{TASKS}/changes")).await.expect(200);
        for (method, path, body) in &requests {
            let other = send_keyed(&ada.api, "k", method, path, body).await;
            assert_eq!(other.problem(422), "idempotency-key-reused", "{method} {path}");
        }
        for (path, body) in [
            (TASKS.to_owned(), json!({"title": "First", "unknown": 1})),
            (TASKS.to_owned(), json!({"title": "First "})),
        ] {
            let other = send_keyed(&ada.api, "k", &Method::POST, &path, &body).await;
            assert_eq!(other.problem(422), "idempotency-key-reused", "{path} {body}");
        }
        let request = ada.api.request(Method::POST, TASKS).header("idempotency-key", "k").header("if-match", "\"1\"");
        let conditional = ada.api.send(request.json(&json!({"title": "First"}))).await;
        assert_eq!(conditional.problem(422), "idempotency-key-reused");
        assert_eq!(ada.api.get(&format!("{TASKS}/changes")).await.expect(200), before);
        // A trailing slash does not change the path.
        let slash = send_keyed(&ada.api, "k", &Method::POST, &format!("{TASKS}/"), &json!({"title": "First"})).await;
        assert_eq!(slash.header("idempotency-replayed"), Some("true"));
    }

    // assures: R508
    async fn keys_are_per_user(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let of_ada = create(&ada.api, "k", "Task").await.expect(201);
        let of_bob = create(&bob.api, "k", "Task").await;
        assert_eq!(of_bob.header("idempotency-replayed"), None);
        assert_ne!(of_bob.expect(201)["id"], of_ada["id"]);
        // Keys are shared by all sessions of a user.
        let elsewhere = create(&log_in(server, "ada").await, "k", "Task").await;
        assert_eq!((elsewhere.header("idempotency-replayed"), elsewhere.json()), (Some("true"), of_ada));
    }

    // assures: R508
    async fn key_expires_after_24_hours(server: &Server) {
        let ada = server.sign_up("ada").await;
        let first = create(&ada.api, "k", "Task").await.expect(201);
        server.advance(TimeDelta::hours(24) - TimeDelta::milliseconds(1));
        let api = log_in(server, "ada").await;
        assert_eq!(create(&api, "k", "Task").await.expect(201), first);
        server.advance(TimeDelta::milliseconds(1));
        let again = create(&api, "k", "Task").await;
        assert_eq!(again.header("idempotency-replayed"), None);
        assert_ne!(again.expect(201)["id"], first["id"]);
        assert_eq!(create(&api, "k", "Task").await.expect(201), again.json());
        assert_eq!(count(&api).await, 2);
    }

    // assures: R508
    async fn rejected_request_does_not_consume_its_key(server: &Server) {
        let ada = server.sign_up("ada").await;
        create(&ada.api, "k", " ").await.problem(422);
        server.client().send(server.client().request(Method::POST, TASKS).header("idempotency-key", "k")).await.problem(401);
        let id = ada.create_task("Old").await;
        let restore = format!("{TASKS}/{id}/restore");
        assert_eq!(send_keyed(&ada.api, "k", &Method::POST, &restore, &Value::Null).await.problem(409), "not-deleted");
        ada.api.delete(&format!("{TASKS}/{id}")).await.expect(204);
        let batch = json!({"operations": [{"op": "delete", "id": id}]});
        send_keyed(&ada.api, "k", &Method::POST, &format!("{TASKS}/batch"), &batch).await.problem(404);
        let restored = send_keyed(&ada.api, "k", &Method::POST, &restore, &Value::Null).await;
        assert_eq!((restored.status.as_u16(), restored.header("idempotency-replayed")), (200, None));
    }

    // assures: R508
    async fn one_of_16_concurrent_requests_with_one_key_creates_a_task(server: &Server) {
        let ada = server.sign_up("ada").await;
        let responses = join_all((0..16).map(|_| create(&ada.api, "k", "Task"))).await;
        let mut bodies = Vec::new();
        let mut first = 0;
        for response in &responses {
            if response.status == 409 {
                assert_eq!(response.problem(409), "idempotency-key-in-use");
                assert_eq!(response.header("retry-after"), Some("1"));
                continue;
            }
            bodies.push(response.expect(201));
            first += usize::from(response.header("idempotency-replayed").is_none());
        }
        assert_eq!(first, 1);
        assert!(bodies.iter().all(|body| *body == bodies[0]));
        assert_eq!(count(&ada.api).await, 1);
        assert_eq!(create(&ada.api, "k", "Task").await.expect(201), bodies[0]);
    }

    async fn one_of_16_concurrent_toggles_with_one_key_takes_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Task").await;
        let path = format!("/api/{}/tasks/{id}/complete", ada.id);
        let responses = join_all((0..16).map(|_| send_keyed(&ada.api, "k", &Method::PATCH, &path, &Value::Null))).await;
        assert!(responses.iter().all(|response| [200, 409].contains(&response.status.as_u16())));
        let task = ada.api.get(&format!("{TASKS}/{id}")).await.expect(200);
        assert_eq!((&task["version"], &task["is_completed"]), (&json!(2), &json!(true)));
    }

    async fn invalid_key_is_reported_with_other_errors(server: &Server) {
        let ada = server.sign_up("ada").await;
        let long = "k".repeat(256);
        for key in ["", "é", "a\tb", long.as_str()] {
            assert_eq!(create(&ada.api, key, "Task").await.error_locations(), ["header.Idempotency-Key"], "{key}");
        }
        create(&ada.api, &"k".repeat(255), "Task").await.expect(201);
        let mut faults = create(&ada.api, "", " ").await.error_locations();
        faults.sort_unstable();
        assert_eq!(faults, ["body.title", "header.Idempotency-Key"]);
        let twice = ada.api.request(Method::POST, TASKS).header("idempotency-key", "a").header("idempotency-key", "a");
        let twice = ada.api.send(twice.json(&json!({"title": "Task"}))).await;
        assert_eq!(twice.error_locations(), ["header.Idempotency-Key"]);
        assert_eq!(count(&ada.api).await, 1);
    }

    async fn key_does_not_change_the_order_of_checks(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let id = ada.create_task("Task").await;
        let toggle = async |api: &Client, user: &str, task: &str, key: &str, tag: &str| {
            let request = api.request(Method::PATCH, &format!("/api/{user}/tasks/{task}/complete"));
            api.send(request.header("idempotency-key", key).header("if-match", tag)).await
        };
        let (user, other, task) = (ada.id.to_string(), bob.id.to_string(), id.to_string());
        assert_eq!(toggle(&server.client(), "x", "x", "", "x").await.problem(401), "token-missing");
        assert_eq!(toggle(&ada.api, "x", "x", "", "x").await.error_locations(), ["path.user_id", "path.task_id"]);
        assert_eq!(toggle(&ada.api, &other, "1", "", "x").await.problem(403), "not-authorized");
        assert_eq!(toggle(&ada.api, &user, "999999", "", "x").await.error_locations(), ["header.Idempotency-Key"]);
        assert_eq!(toggle(&ada.api, &user, "999999", "k", "x").await.problem(400), "bad-request");
        assert_eq!(toggle(&ada.api, &user, "999999", "k", "\"9\"").await.problem(404), "task-not-found");
        assert_eq!(toggle(&ada.api, &user, &task, "k", "\"9\"").await.problem(412), "precondition-failed");
        toggle(&ada.api, &user, &task, "k", "\"1\"").await.expect(200);
        // The response is replayed although the tag is now stale. A request with another tag is a different request.
        let again = toggle(&ada.api, &user, &task, "k", "\"1\"").await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (200, Some("true")));
        assert_eq!(toggle(&ada.api, &user, &task, "k", "\"2\"").await.problem(422), "idempotency-key-reused");
    }

    async fn public_routes_ignore_the_key(server: &Server) {
        let account = json!({"email": "ada@example.org", "username": "ada", "password": "correct horse"});
        let api = server.client();
        send_keyed(&api, "k", &Method::POST, "/api/v1/auth/register", &account).await.expect(201);
        let again = send_keyed(&api, "k", &Method::POST, "/api/v1/auth/register", &account).await;
        assert_eq!(again.problem(400), "email-taken");
        send_keyed(&api, "", &Method::POST, "/api/v1/auth/login", &account).await.expect(200);
    }

    async fn batch_with_too_large_a_response_for_its_key_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        // Each character has four bytes.
        let large = json!({"title": "Large", "description": "\u{1F600}".repeat(10_000)});
        let id = ada.api.post(TASKS, &large).await.expect(201)["id"].clone();
        let same = json!({"op": "update", "id": id, "patch": {}});
        let new = json!({"op": "create", "task": {"title": "New"}});
        let mut operations = vec![new];
        operations.extend(vec![same.clone(); 7]);
        let batch = format!("{TASKS}/batch");
        let send = async |operations: &[Value]| {
            send_keyed(&ada.api, "key", &Method::POST, &batch, &json!({"operations": operations})).await
        };
        let rejected = send(&operations).await;
        assert_eq!(rejected.problem(422), "answer-too-large");
        assert_eq!(rejected.json()["errors"][0]["loc"], json!(["body", "operations", 7]));
        assert_eq!(count(&ada.api).await, 1);
        // The rejected request did not consume the key. Requests without a key have no such limit.
        operations.pop();
        let stored = send(&operations).await;
        assert_eq!(send(&operations).await.expect(200), stored.expect(200));
        ada.api.post(&batch, &json!({"operations": vec![same; 100]})).await.expect(200);
    }
}

#[tokio::test]
async fn rate_limited_request_does_not_consume_its_key() {
    let setting = [("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_WRITE", "1/min")];
    let server = Server::on_memory(&setting).await;
    let ada = server.sign_up("ada").await;
    create(&ada.api, "one", "One").await.expect(201);
    assert_eq!(create(&ada.api, "two", "Two").await.problem(429), "rate-limited");
    let owner = tasklane_core::ids::UserId::new(ada.id).unwrap();
    assert_eq!(server.stores.task_retention.list_keys(owner, None, 10).await.unwrap().len(), 1);
}
