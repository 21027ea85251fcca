//! Graceful restarts under load, as in a rollout.

use std::time::{Duration, Instant};

use crate::harness::{Load, Site, expect_consistent_counters};
use crate::support::Workplace;

const RESTARTS: usize = 3;
const WRITES_BETWEEN: usize = 100;
/// The maximum time to finish in-flight requests.
const FINISHED: Duration = Duration::from_secs(25);

async fn restart_again_and_again(site: &mut Site, what: &str) {
    let load = Load::on(site).await;
    for _ in 0..RESTARTS {
        load.until_acknowledged(WRITES_BETWEEN).await;
        let begin = Instant::now();
        // The exit code is 0, and standard error is empty.
        site.stop().await;
        let took = begin.elapsed();
        assert!(took < FINISHED, "{took:?}");
        println!("{what}: ended after {took:?}");
        site.start().await;
    }
    load.until_acknowledged(WRITES_BETWEEN).await;
    let ledger = load.stop().await;
    // No outcome is unknown, because in-flight requests are finished.
    assert_eq!(ledger.seen.count_of(504), 0);
    ledger.expect_consistent(what).await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graceful_stop_under_load_keeps_acknowledged_writes_on_sqlite() {
    restart_again_and_again(&mut Site::open(Workplace::on_sqlite()).await, "stopped on SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graceful_stop_under_load_keeps_acknowledged_writes_on_postgres() {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    restart_again_and_again(&mut site, "stopped on PostgreSQL").await;
    expect_consistent_counters(&site.place().database().unwrap().client().await).await;
}
