//! Account export over HTTP.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::testing::user_tables::USER_TABLES;
use tasklane_tests::{SignedUp, on_every_database};

const EXPORT: &str = "/api/v1/auth/export";

fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

on_every_database! {
    async fn account_export_has_all_data_except_secrets(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        bob.create_task("Another's").await;
        let mut ids = Vec::new();
        for n in 0..101 {
            ids.push(ada.create_task(&format!("Task \"{n}\" 🦀")).await);
        }
        server.advance(TimeDelta::seconds(1));
        ada.api.delete(&format!("/api/v1/tasks/{}", ids[50])).await.expect(204);
        let created = async |user: &SignedUp| {
            let request = user.api.request(Method::POST, "/api/v1/tasks").header("idempotency-key", "k");
            user.api.send(request.json(&json!({"title": "Once"}))).await
        };
        created(&bob).await.expect(201);
        let once = created(&ada).await;
        ids.push(once.expect(201)["id"].as_i64().unwrap());
        let (access, _) = server.client().log_in("ada", "correct horse").await.tokens();
        server.client().with_token(&access).post("/api/v1/auth/logout", &json!({})).await.expect(204);
        let response = ada.api.get(EXPORT).await;
        let export = response.expect(200);
        assert_eq!(response.header("content-type"), Some("application/json"));
        assert_eq!(response.header("content-disposition"), Some("attachment; filename=\"tasklane-export.json\""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let mut lists: Vec<&str> = USER_TABLES.iter().filter_map(|table| table.export.ok()).collect();
        lists.sort_unstable();
        assert_eq!(members(&export), [lists, vec!["user"]].concat());
        let key = json!({"key": "k", "created_at": "2026-01-01T12:00:01.000000Z", "status": 201, "body": once.text});
        assert_eq!(export["idempotency_keys"], json!([key]));
        assert_eq!(export["user"], json!({
            "id": ada.id, "email": "ada@example.org", "email_verified": false, "pending_email": null,
            "verification_due_at": null, "username": "ada", "name": null, "role": "user", "language": "en",
            "time_zone": "UTC", "login_notices": true, "is_active": true,
            "created_at": "2026-01-01T12:00:00.000000Z", "updated_at": "2026-01-01T12:00:00.000000Z", "unlocked_at": null
        }));
        let network = json!({"network": "127.0.0.0/24", "last_login_at": "2026-01-01T12:00:00.000000Z"});
        assert_eq!(export["known_networks"], json!([network]));
        let tasks = export["tasks"].as_array().unwrap();
        assert_eq!(tasks.iter().map(|task| task["id"].as_i64().unwrap()).collect::<Vec<_>>(), ids);
        let mut first = ada.api.get(&format!("/api/v1/tasks/{}", ids[0])).await.expect(200);
        first["deleted_at"] = Value::Null;
        assert_eq!(tasks[0], first);
        assert_eq!(tasks.iter().filter(|task| !task["deleted_at"].is_null()).count(), 1);
        assert_eq!(tasks[50]["deleted_at"], "2026-01-01T12:00:01.000000Z");
        let sessions = export["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        for session in sessions {
            let expected = [
                "created_at", "ended_at", "expires_at", "id", "ip", "last_ip", "last_used_at",
                "last_user_agent", "user_agent",
            ];
            assert_eq!(members(session), expected);
            assert_eq!(session["ip"], "127.0.0.1");
        }
        assert_eq!(sessions.iter().filter(|session| session["ended_at"].is_null()).count(), 1);
        for secret in ["$2b$", "$tasklane$", "refresh", "hash", "password"] {
            assert!(!response.text.contains(secret), "{secret}");
        }
    }

    async fn account_export_without_tasks_is_complete(server: &Server) {
        let ada = server.sign_up("ada").await;
        let export = ada.api.get(EXPORT).await.expect(200);
        assert_eq!(export["idempotency_keys"], json!([]));
        assert_eq!((&export["tasks"], export["sessions"].as_array().unwrap().len()), (&json!([]), 1));
    }
}
