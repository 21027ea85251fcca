//! The server is told to stop while clients work, and started again: a roll-out, as clients see it.

use std::time::{Duration, Instant};

use crate::harness::{Load, Site, counters_must_be_right};
use crate::support::Workplace;

const RESTARTS: usize = 3;
const WRITES_BETWEEN: usize = 100;
/// So long it may take to finish what is under way.
const FINISHED: Duration = Duration::from_secs(25);

async fn restart_again_and_again(site: &mut Site, what: &str) {
    let load = Load::on(site).await;
    for _ in 0..RESTARTS {
        load.until_acknowledged(WRITES_BETWEEN).await;
        let begin = Instant::now();
        // Ends with 0 and has nothing to complain of.
        site.stop().await;
        let took = begin.elapsed();
        assert!(took < FINISHED, "{took:?}");
        println!("{what}: ended after {took:?}");
        site.start().await;
    }
    load.until_acknowledged(WRITES_BETWEEN).await;
    let ledger = load.stop().await;
    // It never says that it does not know what it did: it finishes what it has begun.
    assert_eq!(ledger.seen.count_of(504), 0);
    ledger.must_be_true(what).await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_under_load_keeps_its_word_on_sqlite() {
    restart_again_and_again(&mut Site::open(Workplace::on_sqlite()).await, "stopped on SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_under_load_keeps_its_word_on_postgres() {
    let mut site = Site::open(Workplace::on_postgres().await).await;
    restart_again_and_again(&mut site, "stopped on PostgreSQL").await;
    counters_must_be_right(&site.place().database().unwrap().client().await).await;
}
