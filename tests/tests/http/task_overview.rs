//! The summary of a user's tasks, and the workflow of the server.

use serde_json::json;
use tasklane_tests::{Server, on_every_database};

const SUMMARY: &str = "/api/v1/tasks/summary";

on_every_database! {
    async fn summary_counts_own_tasks_by_status_and_overdue(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let empty = ada.api.get(&format!("{SUMMARY}?today=2026-01-01")).await.expect(200);
        assert_eq!(empty, json!({"pending": 0, "in_progress": 0, "completed": 0, "overdue": 0, "total": 0}));
        for (status, due_date) in [
            ("pending", json!("2026-01-01")),
            ("pending", json!("2026-01-02")),
            ("pending", json!(null)),
            ("in_progress", json!("2026-01-01")),
            ("completed", json!("2026-01-01")),
        ] {
            let task = json!({"title": "Task", "status": status, "due_date": due_date});
            ada.api.post("/api/v1/tasks", &task).await.expect(201);
        }
        bob.create_task("Not hers").await;
        let gone = ada.create_task("Gone").await;
        ada.api.delete(&format!("/api/v1/tasks/{gone}")).await.expect(204);
        for (today, overdue) in
            [("2026-01-01", 0), ("2026-01-02", 2), ("2026-01-03", 3), ("0001-01-01", 0), ("9999-12-31", 3)]
        {
            let summary = ada.api.get(&format!("{SUMMARY}?today={today}")).await.expect(200);
            let expected =
                json!({"pending": 3, "in_progress": 1, "completed": 1, "overdue": overdue, "total": 5});
            assert_eq!(summary, expected, "{today}");
        }
    }

    async fn summary_requires_the_day(server: &Server) {
        let ada = server.sign_up("ada").await;
        for query in ["", "?", "?today", "?today=", "?today=now", "?today=2026-02-30", "?today=2026-01-01&today=2026-01-01"] {
            assert_eq!(ada.api.get(&format!("{SUMMARY}{query}")).await.error_locations(), ["query.today"], "{query}");
        }
    }
}

#[tokio::test]
async fn workflow_route_returns_statuses_and_transitions() {
    let transition = |name: &str, from: &[&str], to: &str| json!({"name": name, "from": from, "to": to});
    let [start, stop, reopen] = [
        transition("start", &["pending"], "in_progress"),
        transition("stop", &["in_progress"], "pending"),
        transition("reopen", &["completed"], "pending"),
    ];
    let complete = transition("complete", &["pending", "in_progress"], "completed");
    let finish = transition("complete", &["in_progress"], "completed");
    let resume = transition("resume", &["completed"], "in_progress");
    let open = json!([start, stop, complete, reopen, resume]);
    for (name, transitions) in [("open", open), ("strict", json!([start, stop, finish, reopen]))] {
        let server = Server::on_memory(&[("TASK_WORKFLOW", name)]).await;
        let ada = server.sign_up("ada").await;
        let workflow = ada.api.get("/api/v1/tasks/workflow").await.expect(200);
        let statuses = ["pending", "in_progress", "completed"];
        assert_eq!(workflow, json!({"statuses": statuses, "transitions": transitions}), "{name}");
    }
}

#[tokio::test]
async fn reserved_names_accept_only_their_own_methods() {
    let server = Server::on_memory(&[]).await;
    let ada = server.sign_up("ada").await;
    for (name, allow) in [
        ("summary", "GET, HEAD, OPTIONS"),
        ("workflow", "GET, HEAD, OPTIONS"),
        ("changes", "GET, HEAD, OPTIONS"),
        ("batch", "POST, OPTIONS"),
    ] {
        let response = ada.api.delete(&format!("/api/v1/tasks/{name}")).await;
        assert_eq!(response.problem(405), "method-not-allowed", "{name}");
        assert_eq!(response.header("allow"), Some(allow));
    }
}
