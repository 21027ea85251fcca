//! Many concurrent writers on SQLite, long enough for several checkpoints of the write-ahead log.

use std::time::Duration;

use tokio::time::sleep;

use crate::harness::{ANSWERED, Load, Site};
use crate::support::Workplace;

const WRITERS: usize = 32;
const WHILE: Duration = Duration::from_secs(30);

// assures: R817
#[tokio::test(flavor = "multi_thread")]
async fn no_write_of_32_writers_is_rejected() {
    let mut site = Site::open(Workplace::on_sqlite()).await;
    let load = Load::of(WRITERS, &site).await;
    sleep(WHILE).await;
    let ledger = load.stop().await;
    assert_eq!(ledger.seen.failed(), 0, "{:?}", ledger.seen.statuses());
    assert!(ledger.seen.slowest() < ANSWERED);
    ledger.expect_consistent("32 writers").await;
    site.stop().await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&site.place().path("tasklane.db")), "ok");
}
