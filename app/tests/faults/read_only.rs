//! A fail-over leaves the server with a PostgreSQL that only reads, until somebody makes it the first.

use std::time::Instant;

use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::harness::{BACK, Cluster, Load, OUTAGE, Site, Vigil, counters_must_be_right};
use crate::support::sign_up;

// assures: R809
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_only_reads_refuses_writes_alone_until_it_writes_again() {
    let cluster = Cluster::start().await;
    let mut site = Site::open(cluster.place()).await;
    let ada = sign_up(site.server(), "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Kept"})).await.expect(201);
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);
    let client = cluster.client().await;

    // Takes effect in the sessions that there are, too.
    client.batch_execute("ALTER SYSTEM SET default_transaction_read_only = on").await.unwrap();
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    load.until_failed(16).await;
    let path = format!("/api/v1/tasks/{}", task["id"]);
    let begin = Instant::now();
    while begin.elapsed() < OUTAGE {
        assert_eq!(ada.get(&path).await.expect(200), task);
        let refused = ada.send_json(&Method::PATCH, &path, &json!({"title": "Changed"})).await;
        assert_eq!(refused.problem(503), "unavailable");
        assert!(refused.header("retry-after").is_some());
        vigil.until_ready(true).await;
        sleep(OUTAGE / 10).await;
    }
    client.batch_execute("SET default_transaction_read_only = off").await.unwrap();
    client.batch_execute("ALTER SYSTEM RESET default_transaction_read_only").await.unwrap();
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let back = Instant::now();
    load.until_acknowledged(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    assert!(first < BACK, "{first:?}");

    let ledger = load.stop().await;
    vigil.end().await;
    println!("read-only: first success after {first:?}");
    assert_eq!(ledger.seen.count_of(504), 0, "what was refused is known not to be done");
    ledger.must_be_true("PostgreSQL read-only").await;
    counters_must_be_right(&client).await;
    site.stop().await;
}
