//! Task export and import as files.

use naughty_strings::BLNS;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tasklane_core::task::{Description, Tags, Title};
use tasklane_tests::{Client, Response, SignedUp, full_task, on_every_database, other_task};

const EXPORT: &str = "/api/v1/tasks/export";
const IMPORT: &str = "/api/v1/tasks/import";
const CSV: &str = "text/csv";

async fn import(api: &Client, content_type: &str, file: &str) -> Value {
    let request = api.request(Method::POST, IMPORT).header("content-type", content_type);
    api.send(request.body(file.to_owned())).await.expect(200)
}

async fn exported(api: &Client) -> Vec<Value> {
    api.get(EXPORT).await.expect(200)["tasks"].as_array().unwrap().clone()
}

fn ids(tasks: &[Value]) -> Vec<i64> {
    tasks.iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

/// For each task, the values of the members that a file can restore.
fn contents(tasks: &[Value]) -> Vec<Value> {
    let members: Vec<String> = full_task().as_object().unwrap().keys().cloned().collect();
    tasks.iter().map(|task| members.iter().map(|member| task[member].clone()).collect()).collect()
}

async fn delete_all(user: &SignedUp) {
    for ids in ids(&exported(&user.api).await).chunks(100) {
        let operations: Vec<Value> = ids.iter().map(|id| json!({"op": "delete", "id": id})).collect();
        user.api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await.expect(200);
    }
}

/// Tasks of every kind, with text known to break formats.
fn tasks_with_hostile_text() -> Vec<Value> {
    let texts =
        BLNS.iter().copied().chain(["=1+1", "'=1", "+1", "-1", "@x", "'", "''", "a,b;c\"d\\e", "[\"x\"]"]);
    let mut tasks = vec![full_task(), other_task()];
    for (index, text) in texts.enumerate() {
        let title = Title::parse(text).map_or_else(|_| "Task".to_owned(), |title| title.as_str().to_owned());
        let description = Description::parse(text).is_ok().then_some(text);
        let tags: Vec<&str> =
            [text, "b,\"c\";'"].into_iter().filter(|tag| Tags::parse_tag(tag).is_ok()).collect();
        let status = ["pending", "in_progress", "completed"][index % 3];
        let due_date = (index % 2 == 0).then_some("2026-02-28");
        let priority = ["none", "low", "medium", "high"][index % 4];
        tasks
            .push(json!({"title": title, "description": description, "status": status, "due_date": due_date,
            "priority": priority, "tags": tags}));
    }
    tasks
}

#[track_caller]
fn assert_headers(response: &Response, media_type: &str, name: &str) {
    assert_eq!(response.status, StatusCode::OK);
    assert_eq!(response.header("content-type"), Some(media_type));
    assert_eq!(response.header("content-disposition"), Some(&*format!("attachment; filename=\"{name}\"")));
}

on_every_database! {
    async fn task_export_has_own_live_tasks_by_id(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        bob.create_task("Another's").await;
        let tasks: Vec<Value> = (0..350).map(|n| json!({"title": format!("Task {n}")})).collect();
        assert_eq!(ada.api.post(IMPORT, &json!(tasks)).await.expect(200)["created"], 350);
        let all = ids(&exported(&ada.api).await);
        assert_eq!(all.len(), 350);
        assert!(all.is_sorted());
        // Deletes more consecutive tasks than the server reads at a time.
        for gone in all[50..300].chunks(100) {
            let operations: Vec<Value> = gone.iter().map(|id| json!({"op": "delete", "id": id})).collect();
            ada.api.post("/api/v1/tasks/batch", &json!({"operations": operations})).await.expect(200);
        }
        let response = ada.api.get(EXPORT).await;
        assert_headers(&response, "application/json", "tasklane-tasks.json");
        let export = response.expect(200);
        assert_eq!((&export["format"], &export["version"]), (&json!("tasklane-tasks"), &json!(1)));
        let left = [&all[..50], &all[300..]].concat();
        assert_eq!(ids(export["tasks"].as_array().unwrap()), left);
        assert_eq!(export["tasks"][0], ada.api.get(&format!("/api/v1/tasks/{}", left[0])).await.expect(200));
        let csv = ada.api.get("/api/v1/tasks/export?format=csv").await;
        assert_headers(&csv, "text/csv; charset=utf-8; header=present", "tasklane-tasks.csv");
        assert_eq!(csv.text.split_terminator("\r\n").count(), 101);
        let ics = ada.api.get("/api/v1/tasks/export?format=ics").await;
        assert_headers(&ics, "text/calendar; charset=utf-8", "tasklane-tasks.ics");
        assert_eq!(ics.text.matches("\r\nBEGIN:VTODO\r\n").count(), 100);
        assert!(ics.text.starts_with("BEGIN:VCALENDAR\r\n") && ics.text.ends_with("\r\nEND:VCALENDAR\r\n"));
        for (format, whole) in [("json", "]}"), ("csv", "\r\n"), ("ics", "END:VCALENDAR\r\n")] {
            let empty = server.sign_up(&format!("nobody-{format}")).await;
            let response = empty.api.get(&format!("{EXPORT}?format={format}")).await;
            assert!(response.status == 200 && response.text.ends_with(whole) && !response.text.contains("Task 1"));
        }
        for query in ["format=xml", "format=", "format=JSON", "format=csv&format=csv"] {
            assert_eq!(ada.api.get(&format!("{EXPORT}?{query}")).await.error_locations(), ["query.format"], "{query}");
        }
    }

    async fn exported_tasks_import_unchanged(server: &Server) {
        let ada = server.sign_up("ada").await;
        let tasks = tasks_with_hostile_text();
        let made = ada.api.post(IMPORT, &json!(tasks)).await.expect(200);
        assert_eq!(made, json!({"created": tasks.len(), "unchanged": 0, "ignored_columns": [], "dry_run": false}));
        let before = contents(&exported(&ada.api).await);
        assert_eq!(before.len(), tasks.len());
        let set_by_server = ["completed_at", "created_at", "id", "is_completed", "owner_id", "updated_at", "version"];
        for (format, content_type) in [("json", "application/json"), ("csv", CSV)] {
            let file = ada.api.get(&format!("{EXPORT}?format={format}")).await.text;
            let again = import(&ada.api, content_type, &file).await;
            let counts = ["created", "unchanged"].map(|name| again[name].as_u64());
            assert_eq!(counts, [Some(0), Some(tasks.len().try_into().unwrap())], "{format}");
            let ignored = again["ignored_columns"].as_array().unwrap();
            assert!(ignored.iter().all(|name| set_by_server.contains(&name.as_str().unwrap())), "{format}: {ignored:?}");
            delete_all(&ada).await;
            assert_eq!(import(&ada.api, content_type, &file).await["created"], tasks.len());
            assert_eq!(contents(&exported(&ada.api).await), before, "{format}");
        }
    }

    async fn export_is_complete_during_concurrent_writes(server: &Server) {
        let ada = server.sign_up("ada").await;
        let tasks: Vec<Value> = (0..250).map(|n| json!({"title": format!("Task {n}")})).collect();
        ada.api.post(IMPORT, &json!(tasks)).await.expect(200);
        let there = ids(&exported(&ada.api).await);
        let write = async {
            for (n, other) in there.iter().take(20).enumerate() {
                let id = ada.create_task(&format!("New {n}")).await;
                ada.api.patch(&format!("/api/v1/tasks/{other}"), &json!({"title": "Changed"})).await.expect(200);
                ada.api.delete(&format!("/api/v1/tasks/{id}")).await.expect(204);
            }
        };
        let read = async {
            for _ in 0..5 {
                let ids = ids(&exported(&ada.api).await);
                assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
                assert!(ids.starts_with(&there), "{ids:?}");
            }
        };
        tokio::join!(write, read);
    }
}
