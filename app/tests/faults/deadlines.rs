//! A request takes longer than any may.

use std::time::Duration;

use crate::harness::{Load, Site, counters_must_be_right};
use crate::support::Workplace;
use tokio::time::sleep;

/// Each waits for the lock, some until their deadline, the rest until somebody else's.
const HELD: Duration = Duration::from_millis(1900);

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn who_is_given_up_in_mid_request_is_told_that_it_may_be_done() {
    let site = Site::closed(Workplace::on_postgres().await);
    let mut site = site.with("REQUEST_TIMEOUT_SECONDS", "1");
    site.start().await;
    let load = Load::on(&site).await;
    let client = site.place().database().unwrap().client().await;
    for _ in 0..5 {
        client.batch_execute("BEGIN; SELECT FROM task_counters FOR UPDATE").await.unwrap();
        sleep(HELD).await;
        client.batch_execute("ROLLBACK").await.unwrap();
        load.until_acknowledged(10).await;
    }
    load.until_acknowledged(50).await;
    let ledger = load.stop().await;
    assert!(ledger.seen.count_of(504) > 0, "nobody was given up");
    ledger.must_be_true("deadlines passed").await;
    counters_must_be_right(&client).await;
    site.stop().await;
}
