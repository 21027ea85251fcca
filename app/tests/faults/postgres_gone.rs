//! PostgreSQL is stopped and comes back, or ends the server's sessions.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::time::sleep;

use crate::harness::{
    ANSWERED, BACK, Cluster, Load, OUTAGE, Proxy, Site, UNREADY, Vigil, Way, counters_must_be_right,
    until_no_session_is_wasted,
};

const POOL: u64 = 16;
const RESTART: Duration = Duration::from_secs(2);

async fn goes_and_comes_back(how: Signal, what: &str) {
    let mut cluster = Cluster::start().await;
    let mut site = Site::open(cluster.place()).await;
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);

    cluster.stop(how);
    let noticed = vigil.until_ready(false).await;
    assert!(noticed < UNREADY, "{noticed:?}");
    load.until_failed(100).await;
    sleep(RESTART).await;
    cluster.run().await;
    let back = Instant::now();
    load.until_acknowledged(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    vigil.until_ready(true).await;

    let ledger = load.stop().await;
    let lived = vigil.end().await;
    println!("{what}: noticed after {noticed:?}, first success after {first:?}, lived within {lived:?}");
    assert!(first < BACK, "{first:?}");
    assert!(ledger.seen.slowest() < ANSWERED);
    ledger.must_be_true(what).await;
    counters_must_be_right(&cluster.client().await).await;
    until_no_session_is_wasted(&cluster.client().await, POOL).await;
    site.stop().await;
}

// assures: R804, R805
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_restarted_is_found_again() {
    goes_and_comes_back(Signal::INT, "PostgreSQL restarted fast").await;
}

// assures: R804
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_restarted_without_a_word_is_found_again() {
    goes_and_comes_back(Signal::QUIT, "PostgreSQL restarted immediate").await;
}

// assures: R808
#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_ended_one_by_one_cost_no_truth() {
    let cluster = Cluster::start().await;
    let mut site = Site::open(cluster.place()).await;
    let load = Load::on(&site).await;
    let client = cluster.client().await;
    let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tasklane' \
                ORDER BY state = 'active' DESC, random() LIMIT 1";
    for _ in 0..50 {
        client.query(kick, &[]).await.unwrap();
        load.until_acknowledged(5).await;
    }
    let ledger = load.stop().await;
    ledger.must_be_true("sessions ended").await;
    counters_must_be_right(&client).await;
    until_no_session_is_wasted(&client, POOL).await;
    site.stop().await;
}

// assures: R805
/// However many clients come: the database has enough to do when it starts.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_refuses_connections_is_not_stormed() {
    let cluster = Cluster::start().await;
    let proxy = Proxy::to(&cluster.address().to_string()).await;
    let mut site = Site::open(Cluster::place_by(proxy.address())).await;
    let (vigil, load) = (Vigil::over(&site), Load::on(&site).await);

    proxy.set(Way::Closed);
    vigil.until_ready(false).await;
    let (begin, before) = (Instant::now(), proxy.taken());
    sleep(OUTAGE).await;
    let tried = proxy.taken() - before;
    // As many a second as the pool may have, beside those of who listens and who tidies up, and those under way.
    let allowed = usize::try_from((begin.elapsed().as_secs() + 1) * (POOL + 2) + POOL).unwrap();
    let closed = Instant::now();
    proxy.set(Way::Open);
    load.until_acknowledged(100).await;
    let first = load.seen.first_success_after(closed).unwrap();

    let ledger = load.stop().await;
    println!("refused: tried {tried} times in {OUTAGE:?}, first success after {first:?}");
    vigil.end().await;
    assert!(tried <= allowed, "{tried} tries, {allowed} allowed");
    assert!(first < BACK, "{first:?}");
    ledger.must_be_true("PostgreSQL refused").await;
    site.stop().await;
}
