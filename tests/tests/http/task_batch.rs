//! A batch executes all its operations, or no operation at all.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tasklane_tests::{Response, Server, SignedUp, on_every_database};

const BATCH: &str = "/api/v1/tasks/batch";

async fn batch(user: &SignedUp, operations: Value) -> Response {
    user.api.post(BATCH, &json!({"operations": operations})).await
}

async fn tasks(user: &SignedUp) -> Value {
    user.api.get("/api/v1/tasks?sort=created_at&limit=1000").await.expect(200)
}

on_every_database! {
    async fn batch_results_are_in_order(server: &Server) {
        let ada = server.sign_up("ada").await;
        let [edited, deleted, same] =
            [ada.create_task("Edited").await, ada.create_task("Deleted").await, ada.create_task("Same").await];
        let response = batch(&ada, json!([
            {"op": "create", "task": {"title": "New", "tags": ["a"], "unknown": 1}, "unknown": 1},
            {"op": "update", "id": edited, "patch": {"status": "completed"}, "if_match": 1},
            {"op": "update", "id": edited, "patch": {"title": "Edited twice"}, "if_match": 2},
            {"op": "delete", "id": deleted, "if_match": 1},
            {"op": "update", "id": same, "patch": {"title": "Same"}},
            {"op": "update", "id": same, "patch": {}},
        ]))
        .await;
        let results = response.expect(200)["results"].clone();
        let statuses: Vec<_> = results.as_array().unwrap().iter().map(|result| result["status"].clone()).collect();
        assert_eq!(statuses, [201, 200, 200, 204, 200, 200]);
        assert_eq!(results[3], json!({"status": 204}));
        assert_eq!((&results[1]["task"]["version"], &results[2]["task"]["version"]), (&json!(2), &json!(3)));
        assert_eq!(results[5]["task"]["version"], 1);
        for (place, id) in [(0, results[0]["task"]["id"].as_i64().unwrap()), (2, edited), (4, same)] {
            let stored = ada.api.get(&format!("/api/v1/tasks/{id}")).await.expect(200);
            assert_eq!(stored, results[place]["task"]);
        }
        assert_eq!(ada.api.get(&format!("/api/v1/tasks/{deleted}")).await.problem(404), "task-not-found");
    }

    async fn rejected_operation_rejects_the_batch_and_is_named(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let (id, of_bob) = (ada.create_task("Hers").await, bob.create_task("His").await);
        let before = (tasks(&ada).await, tasks(&bob).await);
        let rejected = [
            (json!({"op": "update", "id": 999_999, "patch": {}}), 404, "task-not-found"),
            (json!({"op": "update", "id": of_bob, "patch": {"title": "Taken"}}), 404, "task-not-found"),
            (json!({"op": "delete", "id": of_bob}), 404, "task-not-found"),
            (json!({"op": "delete", "id": id, "if_match": 9}), 412, "precondition-failed"),
            (json!({"op": "update", "id": id, "patch": {"title": "Lost"}, "if_match": 1}), 412, "precondition-failed"),
            (json!({"op": "update", "id": id, "patch": {"status": "in_progress", "is_completed": true}}), 422,
                "conflicting-status"),
        ];
        for (operation, status, code) in rejected {
            let response = batch(&ada, json!([
                {"op": "create", "task": {"title": "New"}},
                {"op": "update", "id": id, "patch": {"title": "Changed"}},
                operation,
                {"op": "delete", "id": id},
            ]))
            .await;
            assert_eq!(response.problem(status), code, "{operation}");
            let body = response.json();
            let errors = json!([{"loc": ["body", "operations", 2], "msg": body["detail"], "type": code}]);
            assert_eq!(body["errors"], errors);
            let version = if status == 412 { json!(2) } else { Value::Null };
            assert_eq!(body["current_version"], version, "{operation}");
            assert_eq!((tasks(&ada).await, tasks(&bob).await), before, "{operation}");
        }
        let gone = json!([{"op": "delete", "id": id}, {"op": "update", "id": id, "patch": {}}]);
        assert_eq!(batch(&ada, gone).await.problem(404), "task-not-found");
        assert_eq!(tasks(&ada).await, before.0);
    }

    async fn batch_reports_the_errors_of_all_operations_together(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Kept").await;
        let response = batch(&ada, json!([
            {"op": "create", "task": {"title": " ", "priority": "x", "tags": ["a", ""]}},
            {"op": "create"},
            {"op": "create", "task": []},
            {"op": "update", "id": id, "patch": {"title": null, "status": "done"}, "if_match": 0},
            {"op": "update"},
            {"op": "update", "id": 1.0, "patch": "x", "if_match": "1"},
            {"op": "delete", "id": 0},
            {"op": "delete", "id": "7"},
            {"op": "delete", "id": null, "if_match": null},
            {"op": "replace", "id": 0},
            {"id": 0},
            {"op": 1},
            [],
            null,
            {"op": "delete", "id": id},
        ]))
        .await;
        let mut faults = response.error_locations();
        faults.sort_unstable();
        let mut expected = [
            "0.task.title", "0.task.priority", "0.task.tags.1", "1.task", "2.task", "3.patch.title", "3.patch.status",
            "3.if_match", "4.id", "4.patch", "5.id", "5.patch", "5.if_match", "6.id", "7.id", "8.id", "8.if_match",
            "9.op", "10.op", "11.op", "12", "13",
        ]
        .map(|place| format!("body.operations.{place}"));
        expected.sort_unstable();
        assert_eq!(faults, expected);
        let detail = response.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("operations[0].task.title: must not be blank; "), "{detail}");
        assert!(detail.ends_with("; and 12 more"), "{detail}");
        assert_eq!(tasks(&ada).await[0]["id"], id);
    }

    async fn batch_has_1_to_100_operations(server: &Server) {
        let ada = server.sign_up("ada").await;
        let creates = |count: usize| -> Value {
            (0..count).map(|n| json!({"op": "create", "task": {"title": format!("Task {n}")}})).collect()
        };
        for body in [json!({}), json!({"operations": null}), json!({"operations": {}}), json!({"operations": "x"})] {
            assert_eq!(ada.api.post(BATCH, &body).await.error_locations(), ["body.operations"], "{body}");
        }
        for count in [0, 101] {
            assert_eq!(batch(&ada, creates(count)).await.error_locations(), ["body.operations"], "{count}");
        }
        let done = batch(&ada, creates(100)).await.expect(200);
        assert_eq!(done["results"].as_array().unwrap().len(), 100);
        let titles: Vec<Value> =
            tasks(&ada).await.as_array().unwrap().iter().map(|task| task["title"].clone()).collect();
        let expected: Vec<Value> = (0..100).map(|n| json!(format!("Task {n}"))).collect();
        assert_eq!(titles, expected);
    }

    async fn batch_may_have_1_mib(server: &Server) {
        let ada = server.sign_up("ada").await;
        let whole = 1024 * 1024;
        let body = |size: usize| {
            let operations = json!([{"op": "create", "task": {"title": "Task", "description": "x".repeat(10_000)}}]);
            let mut text = json!({"operations": operations, "unknown": ""}).to_string();
            let padding = "x".repeat(size - text.len());
            text.insert_str(text.len() - 2, &padding);
            assert_eq!(text.len(), size);
            text
        };
        let post = async |size: usize| {
            let request = ada.api.request(Method::POST, BATCH).header(CONTENT_TYPE, "application/json");
            ada.api.send(request.body(body(size))).await
        };
        post(whole).await.expect(200);
        assert_eq!(post(whole + 1).await.problem(413), "payload-too-large");
        assert_eq!(tasks(&ada).await.as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn batch_above_the_quota_creates_nothing() {
    let setting = [("MAX_TASKS_PER_USER", "3")];
    for server in [
        Server::on_memory(&setting).await,
        Server::on_sqlite(&setting).await,
        Server::on_postgres(&setting).await,
    ] {
        let ada = server.sign_up("ada").await;
        let old = ada.create_task("Old").await;
        let create = json!({"op": "create", "task": {"title": "New"}});
        let over = batch(&ada, json!([create, create, create])).await;
        assert_eq!(over.problem(409), "task-quota-exceeded");
        assert_eq!(over.json()["errors"][0]["loc"], json!(["body", "operations", 2]));
        assert_eq!(tasks(&ada).await.as_array().unwrap().len(), 1);
        let room = batch(&ada, json!([{"op": "delete", "id": old}, create, create, create])).await;
        room.expect(200);
        assert_eq!(tasks(&ada).await.as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn batch_follows_the_workflow_and_reports_allowed_transitions() {
    let setting = [("TASK_WORKFLOW", "strict")];
    for server in [
        Server::on_memory(&setting).await,
        Server::on_sqlite(&setting).await,
        Server::on_postgres(&setting).await,
    ] {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Task").await;
        let step = |status: &str| json!({"op": "update", "id": id, "patch": {"status": status}});
        let rejected = batch(&ada, json!([step("pending"), step("completed")])).await;
        assert_eq!(rejected.problem(409), "transition-not-allowed");
        let body = rejected.json();
        let reported = [&body["from"], &body["to"], &body["allowed"], &body["errors"][0]["loc"]];
        let expected =
            [json!("pending"), json!("completed"), json!(["in_progress"]), json!(["body", "operations", 1])];
        assert_eq!(reported, expected.each_ref());
        let done = batch(&ada, json!([step("in_progress"), step("completed")])).await.expect(200);
        assert_eq!(done["results"][1]["task"]["status"], "completed");
    }
}
