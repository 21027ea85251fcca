//! A replica runs on a database that a newer replica has migrated.

use std::time::Duration;

use crate::harness::{Load, ProbeLoop, RestartableServer, expect_consistent_counters};
use crate::support::Sandbox;

// assures: R816
/// Migrations only add to the schema, so an older server keeps working and stays ready. If the older servers were not
/// ready, a load balancer would have no replica until the first new replica is ready.
#[tokio::test(flavor = "multi_thread")]
async fn server_keeps_serving_on_a_newer_schema() {
    let mut restartable = RestartableServer::open(Sandbox::on_postgres().await).await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);
    let client = restartable.sandbox().database().unwrap().client().await;
    let migration = "ALTER TABLE tasks ADD COLUMN color text NOT NULL DEFAULT 'none'; \
                     ALTER TABLE users ADD COLUMN motto text; \
                     INSERT INTO __diesel_schema_migrations VALUES ('99991231000000')";
    client.batch_execute(migration).await.unwrap();
    load.wait_for_acknowledged_writes(200).await;
    // The reported readiness may be one second old.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    restartable.server().get("/health/ready").await.expect(200);
    let check = load.stop().await;
    probes.end().await;
    // Migration locks may delay requests, but must not fail them.
    assert_eq!(check.seen.failed(), 0, "{:?}", check.seen.statuses());
    check.expect_consistent("migrated by a newer replica").await;
    expect_consistent_counters(&client).await;
    restartable.stop().await;
}
