//! Restoring deleted tasks.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, Server, on_every_database};

async fn restore(api: &Client, id: i64) -> Response {
    api.send(api.request(reqwest::Method::POST, &format!("/api/v1/tasks/{id}/restore"))).await
}

/// Another session, for use after the old access token has expired.
async fn log_in(server: &Server, name: &str) -> Client {
    let (token, _) = server.client().log_in(name, "correct horse").await.tokens();
    server.client().with_token(&token)
}

on_every_database! {
    async fn restored_task_has_its_content_and_a_new_version(server: &Server) {
        let ada = server.sign_up("ada").await;
        let body = json!({"title": "Buy milk", "description": "Two", "status": "completed", "due_date": "2026-02-28",
            "priority": "high", "tags": ["b", "a"]});
        let before = ada.api.post("/api/v1/tasks", &body).await.expect(201);
        let id = before["id"].as_i64().unwrap();
        ada.create_task("Other").await;
        server.advance(TimeDelta::seconds(5));
        ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
        server.advance(TimeDelta::seconds(5));
        let response = restore(&ada.api, id).await;
        let mut expected = before;
        expected["version"] = json!(3);
        expected["updated_at"] = json!("2026-01-01T12:00:10.000000Z");
        assert_eq!(response.expect(200), expected);
        assert_eq!(response.header("etag"), Some("\"3\""));
        assert_eq!(ada.api.get(&format!("/api/v1/tasks/{id}")).await.expect(200), expected);
        let list = ada.api.get("/api/v1/tasks").await.expect(200);
        assert_eq!(list[1], expected);
        let todos = ada.api.get(&format!("/api/{}/tasks", ada.id)).await.expect(200);
        assert_eq!(todos.as_array().unwrap().len(), 2);
    }

    async fn only_deleted_tasks_can_be_restored(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (id, of_bob) = (ada.create_task("Buy milk").await, bob.create_task("His").await);
        bob.api.delete(&format!("/api/v1/tasks/{of_bob}")).await.expect(204);
        assert_eq!(restore(&ada.api, id).await.problem(409), "not-deleted");
        for absent in [of_bob, 999_999] {
            assert_eq!(restore(&ada.api, absent).await.problem(404), "task-not-found");
        }
        ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
        restore(&ada.api, id).await.expect(200);
        assert_eq!(restore(&ada.api, id).await.problem(409), "not-deleted");
        for (segment, status) in [("x", 422), ("9223372036854775808", 404), ("0", 404), ("-1", 404)] {
            let path = format!("/api/v1/tasks/{segment}/restore");
            ada.api.post(&path, &Value::Null).await.problem(status);
        }
        assert_eq!(restore(&bob.api, of_bob).await.expect(200)["title"], "His");
    }

    async fn task_can_be_restored_for_30_days(server: &Server) {
        let ada = server.sign_up("ada").await;
        let [early, late] = [ada.create_task("Early").await, ada.create_task("Late").await];
        for id in [early, late] {
            ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
        }
        server.advance(TimeDelta::days(30));
        restore(&log_in(server, "ada").await, early).await.expect(200);
        server.advance(TimeDelta::milliseconds(1));
        let api = log_in(server, "ada").await;
        assert_eq!(restore(&api, late).await.problem(410), "restore-window-expired");
        assert_eq!(api.get(&format!("/api/v1/tasks/{late}")).await.problem(404), "task-not-found");
        // The retention starts at the last deletion.
        api.delete(&format!("/api/v1/tasks/{early}")).await.expect(204);
        restore(&api, early).await.expect(200);
    }
}

#[tokio::test]
async fn restored_task_counts_towards_the_quota() {
    let setting = [("MAX_TASKS_PER_USER", "1")];
    for server in [
        Server::on_memory(&setting).await,
        Server::on_sqlite(&setting).await,
        Server::on_postgres(&setting).await,
    ] {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Old").await;
        ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
        let other = ada.create_task("New").await;
        assert_eq!(restore(&ada.api, id).await.problem(409), "task-quota-exceeded");
        ada.api.delete(&format!("/api/v1/tasks/{other}")).await.expect(204);
        restore(&ada.api, id).await.expect(200);
        assert_eq!(
            ada.api.post("/api/v1/tasks", &json!({"title": "More"})).await.problem(409),
            "task-quota-exceeded"
        );
    }
}
