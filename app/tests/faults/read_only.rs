//! After a failover, PostgreSQL is read-only until an operator promotes it.

use std::time::Instant;

use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::harness::{
    Cluster, Load, MAX_RECOVERY_TIME, OUTAGE, ProbeLoop, RestartableServer, expect_consistent_counters,
};
use crate::support::sign_up;

// assures: R809
#[tokio::test(flavor = "multi_thread")]
async fn read_only_postgres_rejects_only_writes_until_it_is_promoted() {
    let cluster = Cluster::start().await;
    let mut restartable = RestartableServer::open(cluster.sandbox()).await;
    let ada = sign_up(restartable.server(), "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Kept"})).await.expect(201);
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);
    let client = cluster.client().await;

    // This setting also applies to existing connections.
    client.batch_execute("ALTER SYSTEM SET default_transaction_read_only = on").await.unwrap();
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    load.wait_for_failures(16).await;
    let path = format!("/api/v1/tasks/{}", task["id"]);
    let begin = Instant::now();
    while begin.elapsed() < OUTAGE {
        assert_eq!(ada.get(&path).await.expect(200), task);
        let rejected = ada.send_json(&Method::PATCH, &path, &json!({"title": "Changed"})).await;
        assert_eq!(rejected.problem(503), "unavailable");
        assert!(rejected.header("retry-after").is_some());
        probes.wait_until_ready(true).await;
        sleep(OUTAGE / 10).await;
    }
    client.batch_execute("SET default_transaction_read_only = off").await.unwrap();
    client.batch_execute("ALTER SYSTEM RESET default_transaction_read_only").await.unwrap();
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let back = Instant::now();
    load.wait_for_acknowledged_writes(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    assert!(first < MAX_RECOVERY_TIME, "{first:?}");

    let check = load.stop().await;
    probes.end().await;
    println!("read-only: first success after {first:?}");
    assert_eq!(check.seen.count_of(504), 0, "a rejected write must be reported as not stored");
    check.expect_consistent("PostgreSQL read-only").await;
    expect_consistent_counters(&client).await;
    restartable.stop().await;
}
