//! PostgreSQL or the network in front of it hangs: it accepts data and does not respond.

use std::time::Instant;

use tokio::time::sleep;

use crate::harness::{
    Cluster, Load, MAX_DETECTION_TIME, MAX_RECOVERY_TIME, MAX_RESPONSE_TIME, Mode, OUTAGE, ProbeLoop, Proxy,
    RestartableServer, expect_consistent_counters, sessions, wait_until_connections_are_released,
};

const POOL: u64 = 16;
/// Maximum number of database connections: the new connections and the abandoned connections, which may stay open as
/// long as the statement timeout.
const WITH_ABANDONED: u64 = 2 * (POOL + 2);

async fn expect_recovery(
    cluster: &Cluster,
    restartable: &mut RestartableServer,
    what: &str,
    begin: impl Fn(),
    end: impl Fn(),
) {
    let (probes, load) = (ProbeLoop::on(restartable), Load::on(restartable).await);
    begin();
    let noticed = probes.wait_until_ready(false).await;
    assert!(noticed < MAX_DETECTION_TIME, "{noticed:?}");
    load.wait_for_failures(16).await;
    sleep(OUTAGE).await;
    end();
    let back = Instant::now();
    load.wait_for_acknowledged_writes(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    let client = cluster.client().await;
    let open = sessions(&client).await;

    let check = load.stop().await;
    let (lived, slowest) = (probes.end().await, check.seen.slowest());
    println!(
        "{what}: not ready after {noticed:?}, first success after {first:?}, slowest liveness probe {lived:?}, {open} connections"
    );
    assert!(first < MAX_RECOVERY_TIME, "{first:?}");
    assert!(slowest < MAX_RESPONSE_TIME, "{slowest:?}");
    assert!(open <= WITH_ABANDONED, "at most {WITH_ABANDONED} connections must be open, not {open}");
    check.expect_consistent(what).await;
    expect_consistent_counters(&client).await;
    wait_until_connections_are_released(&client, POOL).await;
    restartable.stop().await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn frozen_postgres_delays_requests_only_up_to_the_deadline() {
    let cluster = Cluster::start().await;
    let mut restartable = RestartableServer::open(cluster.sandbox()).await;
    expect_recovery(&cluster, &mut restartable, "frozen", || cluster.freeze(), || cluster.thaw()).await;
}

// assures: R806
#[tokio::test(flavor = "multi_thread")]
async fn silent_network_delays_requests_only_up_to_the_deadline() {
    let cluster = Cluster::start().await;
    let proxy = Proxy::to(&cluster.address().to_string()).await;
    let mut restartable = RestartableServer::open(Cluster::sandbox_with_database_at(proxy.address())).await;
    let (begin, end) = (|| proxy.set(Mode::BlackHole), || proxy.set(Mode::Open));
    expect_recovery(&cluster, &mut restartable, "black-holed", begin, end).await;
}
