//! The server is killed in the middle of everything, again and again.

use std::time::Instant;

use crate::harness::{BACK, Load, Site, counters_must_be_right};
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
        assert!(took < BACK, "{what}: ready after {took:?}");
    }
    load.until_acknowledged(WRITES_BETWEEN).await;
    let ledger = load.stop().await;
    assert!(ledger.seen.failed() > 0, "nobody has noticed");
    ledger.must_be_true(what).await;
    site.stop().await;
}

// assures: R819
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_killed_server_on_sqlite() {
    let mut site = Site::open(Workplace::on_sqlite()).await;
    kill_again_and_again(&mut site, "killed on SQLite").await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&site.place().path("tasklane.db")), "ok");
}

// assures: R808, R819
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_killed_server_on_postgres() {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    kill_again_and_again(&mut site, "killed on PostgreSQL").await;
    counters_must_be_right(&site.place().database().unwrap().client().await).await;
}
