//! PostgreSQL, or the network before it, takes what it is sent and says nothing.

use std::time::Instant;

use tokio::time::sleep;

use crate::harness::{
    ANSWERED, BACK, Cluster, Load, OUTAGE, Proxy, Site, UNREADY, Vigil, Way, counters_must_be_right,
    sessions, until_no_session_is_wasted,
};

const POOL: u64 = 16;
/// What was given up may run on, each for as long as a statement may, beside what was opened instead.
const WITH_ABANDONED: u64 = 2 * (POOL + 2);

async fn is_lived_through(cluster: &Cluster, site: &mut Site, what: &str, begin: impl Fn(), end: impl Fn()) {
    let (vigil, load) = (Vigil::over(site), Load::on(site).await);
    begin();
    let noticed = vigil.until_ready(false).await;
    assert!(noticed < UNREADY, "{noticed:?}");
    load.until_failed(16).await;
    sleep(OUTAGE).await;
    end();
    let back = Instant::now();
    load.until_acknowledged(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    let client = cluster.client().await;
    let open = sessions(&client).await;

    let ledger = load.stop().await;
    let (lived, slowest) = (vigil.end().await, ledger.seen.slowest());
    println!(
        "{what}: noticed after {noticed:?}, first success after {first:?}, lived within {lived:?}, {open} sessions"
    );
    assert!(first < BACK, "{first:?}");
    assert!(slowest < ANSWERED, "{slowest:?}");
    assert!(open <= WITH_ABANDONED, "{open} sessions");
    ledger.must_be_true(what).await;
    counters_must_be_right(&client).await;
    until_no_session_is_wasted(&client, POOL).await;
    site.stop().await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_frozen_holds_nobody_for_long() {
    let cluster = Cluster::start().await;
    let mut site = Site::open(cluster.place()).await;
    is_lived_through(&cluster, &mut site, "frozen", || cluster.freeze(), || cluster.thaw()).await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallows_everything_holds_nobody_for_long() {
    let cluster = Cluster::start().await;
    let proxy = Proxy::to(&cluster.address().to_string()).await;
    let mut site = Site::open(Cluster::place_by(proxy.address())).await;
    let (begin, end) = (|| proxy.set(Way::BlackHole), || proxy.set(Way::Open));
    is_lived_through(&cluster, &mut site, "black-holed", begin, end).await;
}
