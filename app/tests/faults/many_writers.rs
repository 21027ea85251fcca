//! Many write to SQLite at the same time, for long enough that write-ahead logs are folded back meanwhile.

use std::time::Duration;

use tokio::time::sleep;

use crate::harness::{ANSWERED, Load, Site};
use crate::support::Workplace;

const WRITERS: usize = 32;
const WHILE: Duration = Duration::from_secs(30);

// assures: R817
#[tokio::test(flavor = "multi_thread")]
async fn none_of_32_writers_is_ever_turned_away() {
    let mut site = Site::open(Workplace::on_sqlite()).await;
    let load = Load::of(WRITERS, &site).await;
    sleep(WHILE).await;
    let ledger = load.stop().await;
    assert_eq!(ledger.seen.failed(), 0, "{:?}", ledger.seen.statuses());
    assert!(ledger.seen.slowest() < ANSWERED);
    ledger.must_be_true("32 writers").await;
    site.stop().await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&site.place().path("tasklane.db")), "ok");
}
