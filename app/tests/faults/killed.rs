//! The server is killed repeatedly under load.

use std::time::Instant;

use crate::harness::{BACK, Load, Site, expect_consistent_counters};
use crate::support::Workplace;

const KILLS: usize = 5;
const WRITES_BETWEEN: usize = 100;

async fn kill_again_and_again(site: &mut Site, what: &str) {
    let load = Load::on(site).await;
    for _ in 0..KILLS {
        load.until_acknowledged(WRITES_BETWEEN).await;
        site.kill().await;
        let begin = Instant::now();
        site.start().await;
        let took = begin.elapsed();
        assert!(took < BACK, "{what}: the server was ready only after {took:?}");
    }
    load.until_acknowledged(WRITES_BETWEEN).await;
    let ledger = load.stop().await;
    assert!(ledger.seen.failed() > 0, "no request has failed");
    ledger.expect_consistent(what).await;
    site.stop().await;
}

// assures: R819
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill_on_sqlite() {
    let mut site = Site::open(Workplace::on_sqlite()).await;
    kill_again_and_again(&mut site, "killed on SQLite").await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&site.place().path("tasklane.db")), "ok");
}

// assures: R808, R819
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill_on_postgres() {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    kill_again_and_again(&mut site, "killed on PostgreSQL").await;
    expect_consistent_counters(&site.place().database().unwrap().client().await).await;
}
