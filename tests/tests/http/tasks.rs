//! Tests of the v1 routes for a single task: create, read, change and delete.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{
    Client, Response, each_member, full_task, on_every_database, other_task, titled_task, with,
};

async fn edit(api: &Client, method: &Method, path: &str, patch: &Value) -> Response {
    api.send(api.request(method.clone(), path).json(patch)).await
}

on_every_database! {
    // assures: R113
    async fn created_task_is_documented_and_found_at_its_location(server: &Server) {
        let ada = server.sign_up("ada").await;
        let response = ada.api.post("/api/v1/tasks", &full_task()).await;
        let id = response.expect(201)["id"].as_i64().unwrap();
        let expected = with(
            full_task(),
            json!({
                "id": id, "is_completed": false, "owner_id": ada.id, "created_at": "2026-01-01T12:00:00.000000Z",
                "updated_at": null, "completed_at": null, "version": 1
            }),
        );
        assert_eq!(response.json(), expected);
        assert_eq!(response.header("etag"), Some("\"1\""));
        assert_eq!(response.header("content-type"), Some("application/json"));
        let location = response.own_path("location").unwrap();
        assert_eq!(location, format!("/api/v1/tasks/{id}"));
        let read = ada.api.get(&location).await;
        assert_eq!(read.expect(200), expected);
        assert_eq!(read.header("etag"), Some("\"1\""));
    }

    async fn task_requires_only_a_title(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.api.post("/api/v1/tasks", &json!({"title": "Buy milk"})).await.expect(201);
        let expected = with(
            titled_task("Buy milk"),
            json!({
                "id": task["id"], "is_completed": false, "owner_id": ada.id,
                "created_at": "2026-01-01T12:00:00.000000Z", "updated_at": null, "completed_at": null, "version": 1
            }),
        );
        assert_eq!(task, expected);
        let nulls = json!({"title": "Buy milk", "description": null, "due_date": null});
        let task = ada.api.post("/api/v1/tasks", &nulls).await.expect(201);
        assert_eq!(task, with(expected, json!({"id": task["id"]})));
    }

    async fn each_change_increments_the_version_and_sets_the_time(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.api.post("/api/v1/tasks", &full_task()).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        server.advance(TimeDelta::milliseconds(1_500));
        let response = ada.api.patch(&path, &json!({"title": "Buy oat milk"})).await;
        let expected = with(
            task,
            json!({
                "title": "Buy oat milk", "updated_at": "2026-01-01T12:00:01.500000Z", "version": 2
            }),
        );
        assert_eq!(response.expect(200), expected);
        assert_eq!(response.header("etag"), Some("\"2\""));
        server.advance(TimeDelta::milliseconds(500));
        let response = ada.api.put(&path, &json!({"tags": ["home", "shop"], "priority": "low"})).await;
        let expected = with(
            expected,
            json!({
                "tags": ["home", "shop"], "priority": "low", "updated_at": "2026-01-01T12:00:02.000000Z", "version": 3
            }),
        );
        assert_eq!(response.expect(200), expected);
        assert_eq!(response.header("etag"), Some("\"3\""));
        assert_eq!(ada.api.get(&path).await.expect(200), expected);
    }

    async fn put_and_patch_change_only_named_members(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut patches = [each_member(&titled_task("Other")), each_member(&other_task())].concat();
        patches.push(json!({"description": ""}));
        // A completion would change more members than the patch names.
        patches.retain(|patch| patch["status"] != "completed");
        for method in [Method::PUT, Method::PATCH] {
            for patch in &patches {
                let task = ada.api.post("/api/v1/tasks", &full_task()).await.expect(201);
                let path = format!("/api/v1/tasks/{}", task["id"]);
                let changed = edit(&ada.api, &method, &path, patch).await.expect(200);
                let stamp = json!({"updated_at": "2026-01-01T12:00:00.000000Z", "version": 2});
                assert_eq!(changed, with(with(task, patch.clone()), stamp), "{method} {patch}");
                assert_eq!(ada.api.get(&path).await.expect(200), changed, "{method} {patch}");
            }
        }
    }

    // assures: R106
    async fn null_is_rejected_for_required_members(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.api.post("/api/v1/tasks", &full_task()).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        for member in ["title", "status", "is_completed", "priority", "tags"] {
            for method in [Method::PUT, Method::PATCH] {
                let response = edit(&ada.api, &method, &path, &json!({member: null})).await;
                assert_eq!(response.error_locations(), [format!("body.{member}")], "{method}");
            }
            let created = ada.api.post("/api/v1/tasks", &with(full_task(), json!({member: null}))).await;
            if member == "is_completed" {
                // Creating a task ignores `is_completed`.
                created.expect(201);
            } else {
                assert_eq!(created.error_locations(), [format!("body.{member}")]);
            }
        }
        assert_eq!(ada.api.get(&path).await.expect(200), task);
    }

    // assures: R503
    async fn server_managed_members_are_ignored_in_bodies(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let decided = json!({
            "id": 777, "owner_id": bob.id, "user_id": bob.id, "created_at": "2001-01-01T00:00:00.000000Z",
            "updated_at": "2001-01-01T00:00:00.000000Z", "completed_at": "2001-01-01T00:00:00.000000Z", "version": 99,
            "change_seq": 99, "deleted_at": "2001-01-01T00:00:00.000000Z"
        });
        let task = ada.api.post("/api/v1/tasks", &with(full_task(), decided.clone())).await.expect(201);
        assert_ne!(task["id"], 777);
        let expected = with(
            full_task(),
            json!({
                "id": task["id"], "owner_id": ada.id, "created_at": "2026-01-01T12:00:00.000000Z", "updated_at": null,
                "completed_at": null, "version": 1, "is_completed": false
            }),
        );
        assert_eq!(task, expected);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        for odd in
            [decided, json!({"id": "x", "owner_id": [], "version": {}, "created_at": 1, "updated_at": false})]
        {
            assert_eq!(ada.api.put(&path, &odd).await.expect(200), expected);
            assert_eq!(ada.api.patch(&path, &odd).await.expect(200), expected);
        }
        assert_eq!(ada.api.get(&path).await.expect(200), expected);
        assert_eq!(bob.api.get("/api/v1/tasks").await.expect(200), json!([]));
    }

    async fn put_and_patch_accept_the_merge_patch_media_type(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.api.post("/api/v1/tasks", &full_task()).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        for (method, title) in [(Method::PATCH, "One"), (Method::PUT, "Two")] {
            let body = json!({"title": title, "description": null}).to_string();
            let request =
                ada.api.request(method, &path).header("content-type", "application/merge-patch+json");
            let changed = ada.api.send(request.body(body)).await.expect(200);
            assert_eq!((&changed["title"], &changed["description"]), (&json!(title), &Value::Null));
        }
    }

    async fn patch_without_effect_keeps_the_version(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.api.post("/api/v1/tasks", &full_task()).await.expect(201);
        let path = format!("/api/v1/tasks/{}", task["id"]);
        server.advance(TimeDelta::seconds(5));
        let same_title = json!({"title": "  Buy milk "});
        for patch in [json!({}), task.clone(), full_task(), same_title, json!({"unknown": 1})] {
            for method in [Method::PUT, Method::PATCH] {
                let response = edit(&ada.api, &method, &path, &patch).await;
                assert_eq!(response.expect(200), task, "{method} {patch}");
                assert_eq!(response.header("etag"), Some("\"1\""));
            }
        }
        assert_eq!(ada.api.get(&path).await.expect(200), task);
    }

    async fn deleted_task_is_404_and_its_id_is_not_reused(server: &Server) {
        let ada = server.sign_up("ada").await;
        let unchanged = ada.create_task("Kept").await;
        let id = ada.create_task("Deleted").await;
        let path = format!("/api/v1/tasks/{id}");
        let deleted = ada.api.delete(&path).await;
        assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            let response = edit(&ada.api, &method, &path, &json!({"title": "Back"})).await;
            assert_eq!(response.problem(404), "task-not-found", "{method}");
        }
        let list = ada.api.get("/api/v1/tasks").await.expect(200);
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["id"], unchanged);
        assert!(ada.create_task("New").await > id);
    }
}
