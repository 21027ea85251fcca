//! Graceful restarts under load, as in a rollout.

use std::time::{Duration, Instant};

use crate::harness::{Load, RestartableServer, expect_consistent_counters};
use crate::support::Sandbox;

const RESTARTS: usize = 3;
const WRITES_BETWEEN: usize = 100;
/// The maximum time to finish in-flight requests.
const MAX_STOP_TIME: Duration = Duration::from_secs(25);

async fn restart_repeatedly(restartable: &mut RestartableServer, what: &str) {
    let load = Load::on(restartable).await;
    for _ in 0..RESTARTS {
        load.wait_for_acknowledged_writes(WRITES_BETWEEN).await;
        let begin = Instant::now();
        // `stop` checks that the exit code is 0 and that standard error is empty.
        restartable.stop().await;
        let took = begin.elapsed();
        assert!(took < MAX_STOP_TIME, "{took:?}");
        println!("{what}: ended after {took:?}");
        restartable.start().await;
    }
    load.wait_for_acknowledged_writes(WRITES_BETWEEN).await;
    let check = load.stop().await;
    // No outcome is unknown, because in-flight requests are finished.
    assert_eq!(check.seen.count_of(504), 0);
    check.expect_consistent(what).await;
    restartable.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graceful_stop_under_load_keeps_acknowledged_writes_on_sqlite() {
    restart_repeatedly(&mut RestartableServer::open(Sandbox::on_sqlite()).await, "stopped on SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graceful_stop_under_load_keeps_acknowledged_writes_on_postgres() {
    let mut restartable = RestartableServer::open(Sandbox::on_postgres().await).await;
    restart_repeatedly(&mut restartable, "stopped on PostgreSQL").await;
    expect_consistent_counters(&restartable.sandbox().database().unwrap().client().await).await;
}
