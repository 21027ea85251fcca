//! Locks in PostgreSQL that are held longer than the lock timeout.

use std::time::Instant;

use tokio::time::sleep;
use tokio_postgres::Client;

use crate::harness::{
    Load, MAX_RECOVERY_TIME, MAX_RESPONSE_TIME, OUTAGE, ProbeLoop, RestartableServer,
    expect_consistent_counters,
};
use crate::support::Sandbox;

async fn hold_lock_under_load(lock: &str, what: &str) {
    let mut restartable = RestartableServer::open(Sandbox::on_postgres().await).await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);
    let client: Client = restartable.sandbox().database().unwrap().client().await;
    client.batch_execute(&format!("BEGIN; {lock}")).await.unwrap();
    load.wait_for_failures(16).await;
    sleep(OUTAGE).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    let back = Instant::now();
    load.wait_for_acknowledged_writes(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    probes.wait_until_ready(true).await;

    let check = load.stop().await;
    let (lived, slowest) = (probes.end().await, check.seen.slowest());
    println!("{what}: first success after {first:?}, slowest liveness probe {lived:?}");
    assert!(first < MAX_RECOVERY_TIME && slowest < MAX_RESPONSE_TIME, "{first:?}, {slowest:?}");
    // A lock timeout means that the statement had no effect, so no outcome is unknown.
    assert_eq!(check.seen.count_of(504), 0);
    check.expect_consistent(what).await;
    expect_consistent_counters(&client).await;
    restartable.stop().await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn lock_timeout_on_a_table_is_reported() {
    hold_lock_under_load("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE", "tasks locked").await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn lock_timeout_on_a_row_is_reported() {
    hold_lock_under_load("SELECT FROM task_counters FOR UPDATE; SELECT FROM users FOR UPDATE", "rows locked")
        .await;
}
