//! Servers whose `DATABASE_URL` names any node of the cluster.

use serde_json::json;

use crate::cluster::Cluster;
use crate::harness::{Load, RestartableServer, expect_consistent_counters};
use crate::support::{PASSWORD, sign_up};

#[tokio::test(flavor = "multi_thread")]
async fn server_on_each_node_is_ready_and_loses_no_write_across_restarts() {
    for is_coordinator in [true, false] {
        let cluster = Cluster::migrated().await;
        let node = cluster.nodes.iter().find(|node| node.is_coordinator == is_coordinator).unwrap();
        let mut restartable = RestartableServer::open(cluster.sandbox_on(node)).await;
        let load = Load::on(&restartable).await;
        restartable.kill().await;
        restartable.start().await;
        load.wait_for_acknowledged_writes(100).await;
        restartable.stop().await;
        restartable.start().await;
        load.wait_for_acknowledged_writes(100).await;
        load.stop().await.expect_consistent(&format!("entry by {}:{}", node.host, node.port)).await;
        expect_consistent_counters(&cluster.client().await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_through_one_node_are_visible_through_another() {
    let cluster = Cluster::migrated().await;
    let [coordinator, worker] = [true, false].map(|is_coordinator| {
        cluster.sandbox_on(cluster.nodes.iter().find(|node| node.is_coordinator == is_coordinator).unwrap())
    });
    let (coordinator, worker) = (coordinator.start_ready().await, worker.start_ready().await);
    let ada = sign_up(&worker, "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "t"})).await.expect(201);
    assert!(task["id"].as_i64().unwrap() < 1 << 53, "{task}");
    let elsewhere = coordinator.client().log_in("ada", PASSWORD).await.expect(200);
    let elsewhere = coordinator.client().with_token(elsewhere["access_token"].as_str().unwrap());
    elsewhere.get(&format!("/api/v1/tasks/{}", task["id"])).await.expect(200);
}

/// Batches and restores were 500: Citus rejects some statements that PostgreSQL accepts.
#[tokio::test(flavor = "multi_thread")]
async fn batches_and_restores_succeed() {
    let cluster = Cluster::migrated().await;
    let server = cluster.sandbox().start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let task = json!({"title": "t", "tags": ["a b", "\"c\\"]});
    let created = ada.post("/api/v1/tasks", &task).await.expect(201);
    let id = &created["id"];
    for operations in [
        json!([{"op": "update", "id": id, "patch": {"status": "completed"}}, {"op": "create", "task": {"title": "u"}}]),
        json!([{"op": "delete", "id": id}]),
    ] {
        ada.post("/api/v1/tasks/batch", &json!({"operations": operations})).await.expect(200);
    }
    let restore = ada.request(reqwest::Method::POST, &format!("/api/v1/tasks/{id}/restore"));
    let restored = ada.send(restore).await.expect(200);
    assert_eq!(restored["tags"], created["tags"]);
}
