//! Somebody holds locks at PostgreSQL, for longer than anybody waits for one.

use std::time::Instant;

use tokio::time::sleep;
use tokio_postgres::Client;

use crate::harness::{ANSWERED, BACK, Load, OUTAGE, Site, Vigil, counters_must_be_right};
use crate::support::Workplace;

async fn held_for_a_while(lock: &str, what: &str) {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);
    let client: Client = site.place().database().unwrap().client().await;
    client.batch_execute(&format!("BEGIN; {lock}")).await.unwrap();
    load.until_failed(16).await;
    sleep(OUTAGE).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    let back = Instant::now();
    load.until_acknowledged(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    vigil.until_ready(true).await;

    let ledger = load.stop().await;
    let (lived, slowest) = (vigil.end().await, ledger.seen.slowest());
    println!("{what}: first success after {first:?}, lived within {lived:?}");
    assert!(first < BACK && slowest < ANSWERED, "{first:?}, {slowest:?}");
    // The server knows that a statement that waited in vain did nothing.
    assert_eq!(ledger.seen.count_of(504), 0);
    ledger.must_be_true(what).await;
    counters_must_be_right(&client).await;
    site.stop().await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn who_waits_in_vain_for_a_table_is_told() {
    held_for_a_while("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE", "tasks locked").await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn who_waits_in_vain_for_a_row_is_told() {
    held_for_a_while("SELECT FROM task_counters FOR UPDATE; SELECT FROM users FOR UPDATE", "rows locked")
        .await;
}
