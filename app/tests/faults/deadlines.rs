//! Requests that exceed their deadline.

use std::time::Duration;

use crate::harness::{Load, RestartableServer, expect_consistent_counters};
use crate::support::Sandbox;
use tokio::time::sleep;

/// The duration of each lock, longer than the request deadline of 1 s.
const HELD: Duration = Duration::from_millis(1900);

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn timed_out_write_reports_outcome_unknown() {
    let restartable = RestartableServer::closed(Sandbox::on_postgres().await);
    let mut restartable = restartable.with("REQUEST_TIMEOUT_SECONDS", "1");
    restartable.start().await;
    let load = Load::on(&restartable).await;
    let client = restartable.sandbox().database().unwrap().client().await;
    for _ in 0..5 {
        client.batch_execute("BEGIN; SELECT FROM task_counters FOR UPDATE").await.unwrap();
        sleep(HELD).await;
        client.batch_execute("ROLLBACK").await.unwrap();
        load.wait_for_acknowledged_writes(10).await;
    }
    load.wait_for_acknowledged_writes(50).await;
    let check = load.stop().await;
    assert!(check.seen.count_of(504) > 0, "requests must time out");
    check.expect_consistent("deadlines passed").await;
    expect_consistent_counters(&client).await;
    restartable.stop().await;
}
