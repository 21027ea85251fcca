//! Task status: one stored status, two members that change it, and the workflow's rules.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tasklane_tests::{Server, SignedUp, on_every_database};

const STATUSES: [&str; 3] = ["pending", "in_progress", "completed"];

/// Creates a task with this status and returns its path.
async fn task_in(user: &SignedUp, status: &str) -> String {
    let task = user.api.post("/api/v1/tasks", &json!({"title": "Task", "status": status})).await.expect(201);
    assert_eq!(task["status"], status);
    format!("/api/v1/tasks/{}", task["id"])
}

on_every_database! {
    async fn task_can_be_created_in_any_status(server: &Server) {
        let ada = server.sign_up("ada").await;
        for status in STATUSES {
            // Creating a task ignores `is_completed`.
            let body = json!({"title": "Task", "status": status, "is_completed": status != "completed"});
            let task = ada.api.post("/api/v1/tasks", &body).await.expect(201);
            assert_eq!(task["status"], status);
            assert_eq!(task["is_completed"], status == "completed");
            let stamp = if status == "completed" { json!("2026-01-01T12:00:00.000000Z") } else { Value::Null };
            assert_eq!(task["completed_at"], stamp);
        }
    }

    async fn unknown_status_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = task_in(&ada, "pending").await;
        for status in [
            json!("done"),
            json!("Completed"),
            json!(""),
            json!(" pending"),
            json!(1),
            json!(true),
            json!([]),
        ] {
            let response = ada.api.patch(&path, &json!({"status": status})).await;
            assert_eq!(response.error_locations(), ["body.status"], "{status}");
            let response = ada.api.post("/api/v1/tasks", &json!({"title": "Task", "status": status})).await;
            assert_eq!(response.error_locations(), ["body.status"], "{status}");
        }
    }

    async fn open_workflow_allows_every_transition(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (from, to) in STATUSES.iter().flat_map(|from| STATUSES.map(|to| (from, to))) {
            let path = task_in(&ada, from).await;
            let task = ada.api.patch(&path, &json!({"status": to})).await.expect(200);
            assert_eq!(task["status"], to);
            assert_eq!(task["is_completed"], to == "completed");
            assert_eq!(task["completed_at"].is_string(), to == "completed", "{from} to {to}");
            assert_eq!(ada.api.get(&path).await.expect(200), task);
        }
    }

    // assures: R507
    async fn completion_time_is_set_on_completion_and_cleared_on_reopen(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = task_in(&ada, "pending").await;
        let steps = [
            (json!({"status": "completed"}), json!("2026-01-01T12:00:10.000000Z")),
            (json!({"title": "Still done"}), json!("2026-01-01T12:00:10.000000Z")),
            (json!({"status": "completed", "is_completed": true}), json!("2026-01-01T12:00:10.000000Z")),
            (json!({"status": "in_progress"}), Value::Null),
            (json!({"is_completed": true}), json!("2026-01-01T12:00:50.000000Z")),
            (json!({"is_completed": false}), Value::Null),
        ];
        for (patch, completed_at) in steps {
            server.advance(TimeDelta::seconds(10));
            let task = ada.api.patch(&path, &patch).await.expect(200);
            assert_eq!(task["completed_at"], completed_at, "{patch}");
            assert_eq!(ada.api.get(&path).await.expect(200)["completed_at"], completed_at, "{patch}");
        }
    }

    async fn unchanged_member_of_status_and_flag_is_ignored(server: &Server) {
        let ada = server.sign_up("ada").await;
        let cases = [
            ("pending", None, Some(true), "completed"),
            ("pending", None, Some(false), "pending"),
            ("in_progress", None, Some(true), "completed"),
            ("in_progress", None, Some(false), "in_progress"),
            ("completed", None, Some(false), "pending"),
            ("completed", None, Some(true), "completed"),
            ("pending", Some("pending"), Some(true), "completed"),
            ("pending", Some("completed"), Some(false), "completed"),
            ("pending", Some("completed"), Some(true), "completed"),
            ("pending", Some("in_progress"), Some(false), "in_progress"),
            ("in_progress", Some("in_progress"), Some(true), "completed"),
            ("in_progress", Some("completed"), Some(false), "completed"),
            ("completed", Some("completed"), Some(false), "pending"),
            ("completed", Some("in_progress"), Some(true), "in_progress"),
            ("completed", Some("in_progress"), Some(false), "in_progress"),
            ("completed", Some("pending"), Some(false), "pending"),
        ];
        for (from, status, flag, expected) in cases {
            let path = task_in(&ada, from).await;
            let mut patch = json!({});
            if let Some(status) = status {
                patch["status"] = json!(status);
            }
            if let Some(flag) = flag {
                patch["is_completed"] = json!(flag);
            }
            let task = ada.api.put(&path, &patch).await.expect(200);
            assert_eq!(task["status"], expected, "{from} with {patch}");
            assert_eq!(task["is_completed"], expected == "completed");
            assert_eq!(task["version"], if from == expected { 1 } else { 2 }, "{from} with {patch}");
        }
    }

    async fn contradicting_status_and_flag_are_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (from, status) in [("pending", "in_progress"), ("in_progress", "pending")] {
            let path = task_in(&ada, from).await;
            let before = ada.api.get(&path).await.expect(200);
            let patch = json!({"title": "Other", "status": status, "is_completed": true});
            let rejected = ada.api.patch(&path, &patch).await;
            assert_eq!(rejected.problem(422), "conflicting-status");
            assert_eq!(ada.api.put(&path, &patch).await.problem(422), "conflicting-status");
            assert_eq!(ada.api.get(&path).await.expect(200), before);
        }
    }
}

#[tokio::test]
async fn strict_workflow_rejection_lists_allowed_transitions() {
    let setting = [("TASK_WORKFLOW", "strict")];
    for server in [Server::on_sqlite(&setting).await, Server::on_postgres(&setting).await] {
        let ada = server.sign_up("ada").await;
        let rejected = [
            ("pending", json!({"status": "completed"}), "completed", json!(["in_progress"])),
            ("pending", json!({"is_completed": true}), "completed", json!(["in_progress"])),
            ("completed", json!({"status": "in_progress"}), "in_progress", json!(["pending"])),
        ];
        for (from, patch, to, allowed) in rejected {
            let path = task_in(&ada, from).await;
            let before = ada.api.get(&path).await.expect(200);
            let mut patch = patch;
            patch["title"] = json!("Other");
            for response in [ada.api.patch(&path, &patch).await, ada.api.put(&path, &patch).await] {
                assert_eq!(response.problem(409), "transition-not-allowed");
                let body = response.json();
                assert_eq!(
                    [&body["from"], &body["to"], &body["allowed"]],
                    [&json!(from), &json!(to), &allowed]
                );
            }
            assert_eq!(ada.api.get(&path).await.expect(200), before);
        }
    }
}

#[tokio::test]
async fn strict_workflow_allows_start_stop_complete_and_reopen() {
    let setting = [("TASK_WORKFLOW", "strict")];
    for server in [Server::on_sqlite(&setting).await, Server::on_postgres(&setting).await] {
        let ada = server.sign_up("ada").await;
        let allowed = [
            ("pending", json!({"status": "in_progress"}), "in_progress"),
            ("in_progress", json!({"status": "pending"}), "pending"),
            ("in_progress", json!({"status": "completed"}), "completed"),
            ("in_progress", json!({"is_completed": true}), "completed"),
            ("completed", json!({"status": "pending"}), "pending"),
            ("completed", json!({"is_completed": false}), "pending"),
            ("pending", json!({"status": "pending"}), "pending"),
        ];
        for (from, patch, to) in allowed {
            let path = task_in(&ada, from).await;
            let task = ada.api.patch(&path, &patch).await.expect(200);
            assert_eq!(task["status"], to, "{from} with {patch}");
        }
    }
}
