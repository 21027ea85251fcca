//! The six todo routes over HTTP: each task has six members, and the tasks are the same as in v1.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Response, Server, SignedUp, on_every_database, todo_paths, todo_routes};

async fn create(user: &SignedUp, title: &str) -> Value {
    user.api.post(&format!("/api/{}/tasks", user.id), &json!({"title": title})).await.expect(201)
}

fn titles(response: &Response) -> Vec<String> {
    let list = response.expect(200);
    list.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

on_every_database! {
    // assures: R504
    async fn todo_task_has_exactly_six_members_on_each_route(server: &Server) {
        let ada = server.sign_up("ada").await;
        let response = ada.api.post(&format!("/api/{}/tasks", ada.id), &json!({"title": " Buy milk "})).await;
        let id = response.expect(201)["id"].as_i64().unwrap();
        let [list, path, toggle] = todo_paths(&ada.id, &id);
        let mut task = json!({
            "id": id, "title": "Buy milk", "description": null, "completed": false,
            "created_at": "2026-01-01T12:00:00.000000Z", "updated_at": "2026-01-01T12:00:00.000000Z"
        });
        assert_eq!(response.json(), task);
        assert_eq!(ada.api.get(&path).await.expect(200), task);
        assert_eq!(ada.api.get(&list).await.expect(200), json!([task]));
        server.advance(TimeDelta::milliseconds(1_500));
        let change = json!({"title": "Buy oat milk", "description": " Two\n\tbottles "});
        task["title"] = json!("Buy oat milk");
        task["description"] = json!(" Two\n\tbottles ");
        task["updated_at"] = json!("2026-01-01T12:00:01.500000Z");
        assert_eq!(ada.api.put(&path, &change).await.expect(200), task);
        server.advance(TimeDelta::milliseconds(500));
        task["completed"] = json!(true);
        task["updated_at"] = json!("2026-01-01T12:00:02.000000Z");
        assert_eq!(ada.api.send(ada.api.request(Method::PATCH, &toggle)).await.expect(200), task);
        assert_eq!(ada.api.get(&path).await.expect(200), task);
        assert_eq!(ada.api.get(&list).await.expect(200), json!([task]));
        let deleted = ada.api.delete(&path).await;
        assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
        assert_eq!(ada.api.get(&list).await.expect(200), json!([]));
        for (method, path, _) in todo_routes(&ada.id, &id).into_iter().filter(|(.., names_task)| *names_task) {
            let response = ada.api.send_json(&method, &path, &json!({"title": "Back"})).await;
            assert_eq!(response.problem(404), "task-not-found", "{method}");
            assert_eq!(response.json()["detail"], "Task not found");
        }
    }

    async fn todo_put_changes_only_named_members(server: &Server) {
        let ada = server.sign_up("ada").await;
        let body = json!({"title": "Buy milk", "description": "Two bottles", "completed": true, "id": 777, "user_id": 9});
        let task = ada.api.post(&format!("/api/{}/tasks", ada.id), &body).await.expect(201);
        // `completed` is ignored on creation.
        assert_eq!(task["completed"], false);
        assert_ne!(task["id"], 777);
        let [_, path, _] = todo_paths(&ada.id, &task["id"]);
        server.advance(TimeDelta::seconds(1));
        for nothing in [json!({}), task.clone(), json!({"title": " Buy milk"}), json!({"id": 777, "created_at": 1})] {
            assert_eq!(ada.api.put(&path, &nothing).await.expect(200), task, "{nothing}");
        }
        let mut expected = task;
        expected["updated_at"] = json!("2026-01-01T12:00:01.000000Z");
        for (member, value) in [
            ("completed", json!(true)), ("title", json!("Other")), ("description", json!("")),
            ("description", json!(null)), ("completed", json!(false)),
        ] {
            expected[member] = value.clone();
            assert_eq!(ada.api.put(&path, &json!({member: value})).await.expect(200), expected);
        }
        for (body, places) in [
            (json!({"title": null}), &["body.title"][..]),
            (json!({"completed": null}), &["body.completed"]),
            (json!({"completed": "true", "title": " ", "description": 7}),
             &["body.title", "body.description", "body.completed"]),
        ] {
            assert_eq!(ada.api.put(&path, &body).await.error_locations(), places, "{body}");
        }
        assert_eq!(ada.api.get(&path).await.expect(200), expected);
    }

    async fn todo_length_limits_are_lower_than_in_v1(server: &Server) {
        let ada = server.sign_up("ada").await;
        let [list, path, _] = todo_paths(&ada.id, &create(&ada, "Buy milk").await["id"]);
        let fits = json!({"title": "🦀".repeat(200), "description": "🦀".repeat(1000)});
        let long = json!({"title": "x".repeat(201), "description": "x".repeat(1001)});
        for (method, path, status) in [(Method::POST, &list, 201), (Method::PUT, &path, 200)] {
            let task = ada.api.send_json(&method, path, &fits).await.expect(status);
            assert_eq!((&task["title"], &task["description"]), (&fits["title"], &fits["description"]));
            let rejected = ada.api.send_json(&method, path, &long).await;
            assert_eq!(rejected.error_locations(), ["body.title", "body.description"], "{method}");
            assert!(rejected.json()["detail"].as_str().unwrap().contains("200 characters"));
        }
        // Tasks from v1 that exceed the todo limits are returned in full and can be completed.
        let longest = json!({"title": "x".repeat(255), "description": "x".repeat(10_000)});
        let task = ada.api.post("/api/v1/tasks", &longest).await.expect(201);
        let done = ada.api.put(&todo_paths(&ada.id, &task["id"])[1], &json!({"completed": true})).await.expect(200);
        assert_eq!((&done["title"], &done["description"]), (&longest["title"], &longest["description"]));
        assert_eq!(done["completed"], true);
    }

    async fn todo_list_is_newest_first_and_complete_without_limit(server: &Server) {
        let ada = server.sign_up("ada").await;
        let list = format!("/api/{}/tasks", ada.id);
        assert_eq!(ada.api.get(&list).await.expect(200), json!([]));
        // A page of v1 has 20 tasks by default. These 25 tasks are in groups of five with the same creation time.
        let mut expected = Vec::new();
        for n in 0..25 {
            if n % 5 == 0 {
                server.advance(TimeDelta::seconds(1));
            }
            expected.insert(0, format!("Task {n}"));
            create(&ada, &format!("Task {n}")).await;
        }
        assert_eq!(titles(&ada.api.get(&list).await), expected);
        for (query, part) in [
            ("?skip=3", &expected[3..]),
            ("?limit=4", &expected[..4]),
            ("?skip=3&limit=4", &expected[3..7]),
            ("?limit=1000", &expected[..]),
            ("?skip=24", &expected[24..]),
            ("?skip=25", &[]),
            ("?skip=9223372036854775807&limit=1000", &[]),
            ("?unknown=1", &expected[..]),
        ] {
            assert_eq!(titles(&ada.api.get(&format!("{list}{query}")).await), part, "{query}");
        }
        for (query, places) in [
            ("?skip=-1", &["query.skip"][..]),
            ("?limit=0", &["query.limit"]),
            ("?limit=1001", &["query.limit"]),
            ("?skip=&limit=1.5", &["query.skip", "query.limit"]),
            ("?skip=1&skip=2", &["query.skip"]),
            ("?skip=9223372036854775808", &["query.skip"]),
        ] {
            assert_eq!(ada.api.get(&format!("{list}{query}")).await.error_locations(), places, "{query}");
        }
    }

    async fn toggle_completes_and_reopens(server: &Server) {
        let ada = server.sign_up("ada").await;
        for (status, toggled) in [("pending", "completed"), ("in_progress", "completed"), ("completed", "pending")] {
            let new = json!({"title": "Buy milk", "status": status});
            let task = ada.api.post("/api/v1/tasks", &new).await.expect(201);
            let [_, path, toggle] = todo_paths(&ada.id, &task["id"]);
            server.advance(TimeDelta::seconds(1));
            let response = ada.api.send(ada.api.request(Method::PATCH, &toggle)).await;
            assert_eq!(response.expect(200)["completed"], toggled == "completed");
            assert_eq!(ada.api.get(&path).await.expect(200), response.json());
            let task = ada.api.get(&format!("/api/v1/tasks/{}", task["id"])).await.expect(200);
            assert_eq!((&task["status"], &task["version"]), (&json!(toggled), &json!(2)));
            let completed_at = if toggled == "completed" { task["updated_at"].clone() } else { Value::Null };
            assert_eq!(task["completed_at"], completed_at);
        }
    }

    async fn each_of_16_concurrent_toggles_takes_effect(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = create(&ada, "Buy milk").await["id"].clone();
        let [_, path, toggle] = todo_paths(&ada.id, &id);
        let responses = join_all((0..16).map(|_| ada.api.send(ada.api.request(Method::PATCH, &toggle)))).await;
        let completed = responses.iter().filter(|response| response.expect(200)["completed"] == true).count();
        assert_eq!(completed, 8);
        assert_eq!(ada.api.get(&path).await.expect(200)["completed"], false);
        assert_eq!(ada.api.get(&format!("/api/v1/tasks/{id}")).await.expect(200)["version"], 17);
    }

    async fn v1_and_todo_return_the_same_tasks(server: &Server) {
        let ada = server.sign_up("ada").await;
        let started = json!({"title": "Started", "status": "in_progress", "priority": "high", "tags": ["home"]});
        let v1 = ada.api.post("/api/v1/tasks", &started).await.expect(201);
        let todo = create(&ada, "Todo").await;
        let [list, path, _] = todo_paths(&ada.id, &v1["id"]);
        assert_eq!(titles(&ada.api.get(&list).await), ["Todo", "Started"]);
        assert_eq!(titles(&ada.api.get("/api/v1/tasks").await), ["Todo", "Started"]);
        // `false` reopens only completed tasks.
        let unchanged = ada.api.put(&path, &json!({"completed": false})).await.expect(200);
        assert_eq!((&unchanged["completed"], &unchanged["updated_at"]), (&json!(false), &v1["created_at"]));
        server.advance(TimeDelta::seconds(1));
        ada.api.put(&path, &json!({"completed": true})).await.expect(200);
        let mut expected = v1.clone();
        for (member, value) in [
            ("status", json!("completed")), ("is_completed", json!(true)), ("version", json!(2)),
            ("updated_at", json!("2026-01-01T12:00:01.000000Z")), ("completed_at", json!("2026-01-01T12:00:01.000000Z")),
        ] {
            expected[member] = value;
        }
        let v1_path = format!("/api/v1/tasks/{}", v1["id"]);
        assert_eq!(ada.api.get(&v1_path).await.expect(200), expected);
        ada.api.patch(&v1_path, &json!({"status": "pending", "title": "Again"})).await.expect(200);
        let again = ada.api.get(&path).await.expect(200);
        assert_eq!((&again["title"], &again["completed"]), (&json!("Again"), &json!(false)));
        ada.api.delete(&format!("/api/v1/tasks/{}", todo["id"])).await.expect(204);
        ada.api.delete(&path).await.expect(204);
        assert_eq!(ada.api.get(&v1_path).await.problem(404), "task-not-found");
        assert_eq!(ada.api.get(&list).await.expect(200), json!([]));
    }
}

#[tokio::test]
async fn strict_workflow_rejects_completing_an_unstarted_task() {
    let strict = &[("TASK_WORKFLOW", "strict")];
    for server in [Server::on_sqlite(strict).await, Server::on_postgres(strict).await] {
        let ada = server.sign_up("ada").await;
        let id = create(&ada, "Buy milk").await["id"].clone();
        let [_, path, toggle] = todo_paths(&ada.id, &id);
        for (method, path) in [(Method::PATCH, &toggle), (Method::PUT, &path)] {
            let response = ada.api.send_json(&method, path, &json!({"completed": true})).await;
            assert_eq!(response.problem(409), "transition-not-allowed", "{method}");
            let problem = response.json();
            assert_eq!((&problem["from"], &problem["to"]), (&json!("pending"), &json!("completed")));
            assert_eq!(problem["allowed"], json!(["in_progress"]));
        }
        // A stale tag is reported first, because the caller has seen another version.
        let stale = ada.api.request(Method::PATCH, &toggle).header("if-match", "\"9\"");
        let stale = ada.api.send(stale).await;
        assert_eq!(stale.problem(412), "precondition-failed");
        let v1 = format!("/api/v1/tasks/{id}");
        assert_eq!(ada.api.patch(&v1, &json!({"status": "in_progress"})).await.expect(200)["version"], 2);
        for (status, completed) in [("completed", true), ("pending", false)] {
            let toggled = ada.api.send(ada.api.request(Method::PATCH, &toggle)).await.expect(200);
            assert_eq!(toggled["completed"], completed);
            assert_eq!(ada.api.get(&v1).await.expect(200)["status"], status);
        }
    }
}

// assures: R711
#[tokio::test]
async fn quota_counts_tasks_of_v1_and_todo() {
    let server = Server::on_memory(&[("MAX_TASKS_PER_USER", "2")]).await;
    let ada = server.sign_up("ada").await;
    ada.create_task("One").await;
    create(&ada, "Two").await;
    let rejected = ada.api.post(&format!("/api/{}/tasks", ada.id), &json!({"title": "Three"})).await;
    assert_eq!(rejected.problem(409), "task-quota-exceeded");
    assert_eq!(titles(&ada.api.get(&format!("/api/{}/tasks", ada.id)).await), ["Two", "One"]);
}
