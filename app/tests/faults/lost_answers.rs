//! The connection to PostgreSQL breaks while a commit is under way: nobody can know whether it came through, but who asks
//! again with the same key is told.

use tokio::time::sleep;

use crate::harness::{Load, OUTAGE, Proxy, Site, Way, counters_must_be_right};
use crate::support::Workplace;
use url::Url;

const DOUBTS: usize = 20;

/// A place whose database is reached by way of a proxy.
async fn behind_proxy() -> (Workplace, Proxy) {
    let place = Workplace::on_postgres().await;
    let mut url: Url = place.database().unwrap().url().parse().unwrap();
    let there = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let proxy = Proxy::to(&there).await;
    url.set_host(Some(&proxy.address().ip().to_string())).unwrap();
    url.set_port(Some(proxy.address().port())).unwrap();
    (place.with("DATABASE_URL", url.as_str()), proxy)
}

// assures: R808
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_never_called_done_or_refused() {
    let (place, proxy) = behind_proxy().await;
    let mut site = Site::open(place).await;
    let load = Load::on(&site).await;
    proxy.set(Way::LosesAnswers { one_in: 20 });
    load.until_status(504, DOUBTS).await;
    proxy.set(Way::Open);
    load.until_acknowledged(50).await;
    let ledger = load.stop().await;
    ledger.must_be_true("answers of PostgreSQL lost").await;
    counters_must_be_right(&site.place().database().unwrap().client().await).await;
    site.stop().await;
}

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_reset_cost_no_truth() {
    let (place, proxy) = behind_proxy().await;
    let mut site = Site::open(place).await;
    let load = Load::on(&site).await;
    for _ in 0..5 {
        proxy.set(Way::Closed);
        load.until_failed(16).await;
        proxy.set(Way::Open);
        load.until_acknowledged(20).await;
    }
    sleep(OUTAGE).await;
    load.until_acknowledged(50).await;
    let ledger = load.stop().await;
    ledger.must_be_true("connections to PostgreSQL reset").await;
    counters_must_be_right(&site.place().database().unwrap().client().await).await;
    site.stop().await;
}
