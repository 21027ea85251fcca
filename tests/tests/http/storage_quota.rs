//! The storage quota over HTTP: bytes of live tasks, deleted tasks and stored responses.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::task::ReadLimit;
use tasklane_tests::{Client, Response, Server, SignedUp};

const TASKS: &str = "/api/v1/tasks";
const FULL: &str = "storage-quota-exceeded";
/// The minimum quota. About fifty tasks from `large` fit into it.
const MEBIBYTE: i64 = 1 << 20;

async fn servers() -> [Server; 3] {
    let setting = [("MAX_BYTES_PER_USER", "1048576")];
    [
        Server::on_memory(&setting).await,
        Server::on_sqlite(&setting).await,
        Server::on_postgres(&setting).await,
    ]
}

fn large(title: &str) -> Value {
    json!({"title": title, "description": "x".repeat(10_000)})
}

/// Creates tasks until the account is full, and returns their ids.
async fn fill(server: &Server, user: &SignedUp) -> Vec<i64> {
    let mut ids = Vec::new();
    loop {
        let created = user.api.post(TASKS, &large("Large")).await;
        if created.status == 409 {
            assert_eq!(created.problem(409), FULL);
            assert!((45..55).contains(&ids.len()), "{}", ids.len());
            break;
        }
        ids.push(created.expect(201)["id"].as_i64().unwrap());
    }
    // Fill the remaining bytes. Each byte of a description counts twice.
    let last = user.create_task("Last").await;
    let stored = server.stores.task_retention.find_over_quota(0, None, 9).await.unwrap()[0].excess;
    let rest = "x".repeat(usize::try_from((MEBIBYTE - stored) / 2).unwrap());
    let path = format!("{TASKS}/{last}");
    patch(&user.api, &path, Method::PATCH, &json!({"description": rest})).await.expect(200);
    ids
}

async fn patch(api: &Client, path: &str, method: Method, body: &Value) -> Response {
    api.send(api.request(method, path).json(body)).await
}

async fn import(api: &Client, query: &str, title: &str) -> Response {
    let file = json!([large(title)]).to_string();
    let request = api.request(Method::POST, &format!("{TASKS}/import{query}"));
    api.send(request.header("content-type", "application/json").body(file)).await
}

async fn with_key(api: &Client, method: Method, path: &str, key: &str, body: &Value) -> Response {
    api.send(api.request(method, path).header("idempotency-key", key).json(body)).await
}

async fn is_within(server: &Server, max_bytes: i64) -> bool {
    server.stores.task_retention.find_over_quota(max_bytes, None, 9).await.unwrap().is_empty()
}

/// Asserts that the stored counts are correct and within the quota.
async fn assert_counted(server: &Server, user: &SignedUp) {
    let id = tasklane_core::ids::UserId::new(user.id).unwrap();
    assert_eq!(server.stores.task_retention.recount(id, server.now()).await.unwrap(), 0);
    assert!(is_within(server, MEBIBYTE).await);
}

// assures: R711
#[tokio::test]
async fn full_account_can_shrink_but_not_grow() {
    for server in servers().await {
        let ada = server.sign_up("ada").await;
        let ids = fill(&server, &ada).await;
        let (first, second) = (format!("{TASKS}/{}", ids[0]), format!("{TASKS}/{}", ids[1]));
        let todo = format!("/api/{}/tasks", ada.id);
        let more = json!({"tags": ["a", "b"]});
        for method in [Method::PATCH, Method::PUT] {
            assert_eq!(patch(&ada.api, &first, method, &more).await.problem(409), FULL);
        }
        assert_eq!(ada.api.post(&todo, &json!({"title": "t"})).await.problem(409), FULL);
        let longer = json!({"title": "Large by far"});
        let todo_first = format!("{todo}/{}", ids[0]);
        assert_eq!(patch(&ada.api, &todo_first, Method::PUT, &longer).await.problem(409), FULL);
        let operations = json!({"operations": [
            {"op": "update", "id": ids[1], "patch": {"status": "completed"}},
            {"op": "create", "task": {"title": "t"}},
        ]});
        let batch = ada.api.post(&format!("{TASKS}/batch"), &operations).await;
        assert_eq!(batch.problem(409), FULL);
        assert_eq!(batch.json()["errors"][0]["loc"], json!(["body", "operations", 1]));
        for query in ["", "?dry_run=true"] {
            assert_eq!(import(&ada.api, query, "New").await.problem(409), FULL);
        }
        let toggle = format!("{todo_first}/complete");
        let keyed = with_key(&ada.api, Method::PATCH, &toggle, "k", &Value::Null).await;
        assert_eq!(keyed.problem(409), FULL);
        assert_eq!(
            ada.api.get(&first).await.expect(200)["version"],
            1,
            "a rejected request must not change the task"
        );

        // A toggle without a key adds no bytes, and clearing a description frees some.
        patch(&ada.api, &toggle, Method::PATCH, &Value::Null).await.expect(200);
        patch(&ada.api, &first, Method::PATCH, &json!({"description": null})).await.expect(200);
        ada.api.post(TASKS, &json!({"title": "Fits"})).await.expect(201);
        assert_counted(&server, &ada).await;
        ada.api.delete(&second).await.expect(204);
        let page = server.client().get(&format!("/problems/{FULL}")).await;
        assert!(page.status.is_success() && page.text.contains(FULL));
    }
}

#[tokio::test]
async fn deleted_tasks_are_purged_for_new_ones_and_sync_starts_over() {
    for server in servers().await {
        let ada = server.sign_up("ada").await;
        let ids = fill(&server, &ada).await;
        for id in &ids[..3] {
            ada.api.delete(&format!("{TASKS}/{id}")).await.expect(204);
        }
        let since = ada.api.get(&format!("{TASKS}/changes?limit=1")).await.expect(200)["next"].clone();
        // A dry run removes nothing.
        assert_eq!(import(&ada.api, "?dry_run=true", "New").await.expect(200)["created"], 1);
        ada.api.post(&format!("{TASKS}/{}/restore", ids[0]), &Value::Null).await.expect(200);
        ada.api.delete(&format!("{TASKS}/{}", ids[0])).await.expect(204);
        // The oldest deleted task is purged first.
        ada.api.post(TASKS, &large("New")).await.expect(201);
        let gone = ada.api.post(&format!("{TASKS}/{}/restore", ids[1]), &Value::Null).await;
        assert_eq!(gone.problem(404), "task-not-found");
        ada.api.get(&format!("{TASKS}/changes?since={since}")).await.expect(410);
        assert_eq!(import(&ada.api, "", "Two").await.expect(200)["created"], 1);
        ada.api.post(TASKS, &large("Three")).await.expect(201);
        assert_eq!(ada.api.post(TASKS, &large("Four")).await.problem(409), FULL);
        assert_counted(&server, &ada).await;
    }
}

/// The stored response of a restore with a key needs space, so a deleted task is purged. The purged task must not be
/// the restored task, which was the oldest deleted task.
#[tokio::test]
async fn restore_does_not_purge_its_task_to_store_the_response() {
    for server in servers().await {
        let ada = server.sign_up("ada").await;
        let ids = fill(&server, &ada).await;
        for id in &ids[..2] {
            ada.api.delete(&format!("{TASKS}/{id}")).await.expect(204);
        }
        let restore = |id| format!("{TASKS}/{id}/restore");
        let back = with_key(&ada.api, Method::POST, &restore(ids[0]), "k", &Value::Null).await;
        assert_eq!(back.expect(200)["id"], ids[0]);
        let gone = ada.api.post(&restore(ids[1]), &Value::Null).await;
        assert_eq!(gone.problem(404), "task-not-found");
        assert_counted(&server, &ada).await;
    }
}

// assures: R711
#[tokio::test]
async fn alternating_creates_and_deletes_stay_within_the_quota() {
    for server in servers().await {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let batch = format!("{TASKS}/batch");
        for _ in 0..12 {
            let create: Vec<Value> =
                (0..45).map(|_| json!({"op": "create", "task": large("Churn")})).collect();
            let created = ada.api.post(&batch, &json!({"operations": create})).await.expect(200);
            let results = created["results"].as_array().unwrap();
            let delete: Vec<Value> =
                results.iter().map(|result| json!({"op": "delete", "id": result["task"]["id"]})).collect();
            ada.api.post(&batch, &json!({"operations": delete})).await.expect(200);
            assert!(is_within(&server, MEBIBYTE).await);
        }
        bob.create_task("His own").await;
        assert_counted(&server, &ada).await;
        let id = tasklane_core::ids::UserId::new(ada.id).unwrap();
        let rows = server.stores.tasks.scan(id, None, ReadLimit::of_rows(1000)).await.unwrap().len();
        assert!((40..=51).contains(&rows), "{rows}");
    }
}

#[tokio::test]
async fn stored_responses_count_until_they_expire() {
    for server in servers().await {
        let ada = server.sign_up("ada").await;
        let id = ada.api.post(TASKS, &large("Large")).await.expect(201)["id"].clone();
        let operations = json!({"operations": [{"op": "update", "id": id, "patch": {}}]});
        let batch = format!("{TASKS}/batch");
        let mut keys = 0;
        while keys < 1000 {
            let response =
                with_key(&ada.api, Method::POST, &batch, &format!("key {keys}"), &operations).await;
            if response.status == 409 {
                assert_eq!(response.problem(409), FULL);
                break;
            }
            response.expect(200);
            keys += 1;
        }
        assert!((80..100).contains(&keys), "{keys}");
        assert_counted(&server, &ada).await;
        // Stored responses are still replayed, and the key of the rejected request can be used.
        let again = with_key(&ada.api, Method::POST, &batch, "key 0", &operations).await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (200, Some("true")));
        server.advance(TimeDelta::hours(25));
        let user = tasklane_core::ids::UserId::new(ada.id).unwrap();
        let before = server.now() - TimeDelta::hours(24);
        server.stores.task_retention.purge_keys(user, before, 1000).await.unwrap();
        let ada = SignedUp { api: log_in(&server).await, ..ada };
        let free = with_key(&ada.api, Method::POST, &batch, &format!("key {keys}"), &operations).await;
        assert_eq!(free.header("idempotency-replayed"), None);
        free.expect(200);
        assert_counted(&server, &ada).await;
    }
}

async fn log_in(server: &Server) -> Client {
    let (token, _) = server.client().log_in("ada", "correct horse").await.tokens();
    server.client().with_token(&token)
}
