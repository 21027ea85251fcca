//! Ownership and ids of tasks, and concurrent writes.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, Server, each_member, on_every_database, other_task};

/// Returns the body without the request id, which differs in every response.
fn without_request_id(response: &Response) -> Value {
    let mut body = response.json();
    body.as_object_mut().unwrap().remove("request_id").expect("the problem must have a request_id");
    body
}

async fn edit(api: &Client, method: &Method, path: &str, patch: &Value) -> Response {
    api.send(api.request(method.clone(), path).json(patch)).await
}

on_every_database! {
    // assures: R502
    async fn task_of_another_user_looks_missing(server: &Server) {
        let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
        let task = ada.api.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            for tag in ["\"1\"", "\"2\"", "*"] {
                let send = |path: &str| {
                    let request = eve.api.request(method.clone(), path).json(&json!({"title": "Mine"}));
                    eve.api.send(request.header("if-match", tag).header("if-none-match", tag))
                };
                let (foreign, absent) = (send(&path).await, send("/api/v1/tasks/999999").await);
                assert_eq!(foreign.problem(404), "task-not-found", "{method}");
                assert_eq!(foreign.json()["detail"], "Task not found");
                assert_eq!(without_request_id(&foreign), without_request_id(&absent), "{method}");
            }
        }
        assert_eq!(ada.api.get(&path).await.expect(200), task);
    }

    // assures: R111
    async fn any_integer_is_a_valid_id_and_unknown_ones_are_404(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.create_task("Buy milk").await;
        let integers = [
            "0",
            "-1",
            "-0",
            "999",
            "2147483648",
            "9007199254740992",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "100000000000000000000",
        ];
        let others = [
            "abc", "1.5", "1e3", "0x1", "1_000", "%2B1", "1%20", "%C2%B2", "%D9%A1", "-", "--1", "null",
            "1%00",
        ];
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            for id in integers {
                let response = edit(&ada.api, &method, &format!("/api/v1/tasks/{id}"), &json!({})).await;
                assert_eq!(response.problem(404), "task-not-found", "{method} {id}");
            }
            for id in others {
                let response = edit(&ada.api, &method, &format!("/api/v1/tasks/{id}"), &json!({})).await;
                assert_eq!(response.error_locations(), ["path.id"], "{method} {id}");
            }
        }
    }

    // assures: R506
    async fn concurrent_edits_of_different_members_all_take_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("/api/v1/tasks/{}", ada.create_task("Old").await);
        let changes = other_task();
        let patches = each_member(&changes);
        let last = i64::try_from(1 + patches.len()).unwrap();
        let responses = join_all(patches.into_iter().map(async |patch| ada.api.patch(&path, &patch).await)).await;
        let mut versions: Vec<_> =
            responses.iter().map(|response| response.expect(200)["version"].as_i64()).collect();
        versions.sort_unstable();
        assert_eq!(versions, (2..=last).map(Some).collect::<Vec<_>>());
        let task = ada.api.get(&path).await.expect(200);
        for (member, value) in changes.as_object().unwrap() {
            assert_eq!(task[member], *value);
        }
        assert_eq!(task["version"], last);
    }
}

/// One server on each real database, with a setting.
async fn on_both_databases(name: &'static str, value: &str) -> [Server; 2] {
    [Server::on_sqlite(&[(name, value)]).await, Server::on_postgres(&[(name, value)]).await]
}

// assures: R711
#[tokio::test]
async fn task_quota_is_enforced() {
    for server in on_both_databases("MAX_TASKS_PER_USER", "2").await {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let first = ada.create_task("One").await;
        ada.create_task("Two").await;
        let rejected = ada.api.post("/api/v1/tasks", &json!({"title": "Three"})).await;
        assert_eq!(rejected.problem(409), "task-quota-exceeded");
        assert_eq!(ada.api.get("/api/v1/tasks").await.expect(200).as_array().unwrap().len(), 2);
        bob.create_task("His own").await;
        ada.api.delete(&format!("/api/v1/tasks/{first}")).await.expect(204);
        ada.create_task("Three").await;
    }
}

// assures: R711
#[tokio::test]
async fn racing_creates_do_not_exceed_the_quota() {
    for server in on_both_databases("MAX_TASKS_PER_USER", "3").await {
        let ada = server.sign_up("ada").await;
        let body = json!({"title": "Race"});
        let responses = join_all((0..12).map(|_| ada.api.post("/api/v1/tasks", &body))).await;
        let mut statuses: Vec<u16> = responses.iter().map(|response| response.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![201; 3], vec![409; 9]].concat());
    }
}
