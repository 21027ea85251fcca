//! PostgreSQL restarts, or terminates the server's database connections.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::time::sleep;

use crate::harness::{
    Cluster, Load, MAX_DETECTION_TIME, MAX_RECOVERY_TIME, MAX_RESPONSE_TIME, Mode, OUTAGE, ProbeLoop, Proxy,
    RestartableServer, expect_consistent_counters, wait_until_connections_are_released,
};

const POOL: u64 = 16;
const RESTART: Duration = Duration::from_secs(2);

async fn restart_under_load(how: Signal, what: &str) {
    let mut cluster = Cluster::start().await;
    let mut restartable = RestartableServer::open(cluster.sandbox()).await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);

    cluster.stop(how);
    let noticed = probes.wait_until_ready(false).await;
    assert!(noticed < MAX_DETECTION_TIME, "{noticed:?}");
    load.wait_for_failures(100).await;
    sleep(RESTART).await;
    cluster.run().await;
    let back = Instant::now();
    load.wait_for_acknowledged_writes(100).await;
    let first = load.seen.first_success_after(back).unwrap();
    probes.wait_until_ready(true).await;

    let check = load.stop().await;
    let lived = probes.end().await;
    println!(
        "{what}: not ready after {noticed:?}, first success after {first:?}, slowest liveness probe {lived:?}"
    );
    assert!(first < MAX_RECOVERY_TIME, "{first:?}");
    assert!(check.seen.slowest() < MAX_RESPONSE_TIME);
    check.expect_consistent(what).await;
    expect_consistent_counters(&cluster.client().await).await;
    wait_until_connections_are_released(&cluster.client().await, POOL).await;
    restartable.stop().await;
}

// assures: R804, R805
#[tokio::test(flavor = "multi_thread")]
async fn server_recovers_after_postgres_restarts() {
    restart_under_load(Signal::INT, "PostgreSQL restarted fast").await;
}

// assures: R804
#[tokio::test(flavor = "multi_thread")]
async fn server_recovers_after_postgres_restarts_immediately() {
    restart_under_load(Signal::QUIT, "PostgreSQL restarted immediate").await;
}

// assures: R808
#[tokio::test(flavor = "multi_thread")]
async fn terminated_sessions_cause_no_wrong_response() {
    let cluster = Cluster::start().await;
    let mut restartable = RestartableServer::open(cluster.sandbox()).await;
    let load = Load::on(&restartable).await;
    let client = cluster.client().await;
    let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tasklane' \
                ORDER BY state = 'active' DESC, random() LIMIT 1";
    for _ in 0..50 {
        client.query(kick, &[]).await.unwrap();
        load.wait_for_acknowledged_writes(5).await;
    }
    let check = load.stop().await;
    check.expect_consistent("sessions ended").await;
    expect_consistent_counters(&client).await;
    wait_until_connections_are_released(&client, POOL).await;
    restartable.stop().await;
}

// assures: R805
/// PostgreSQL is busy when it starts. The server must therefore limit its new connections, regardless of the number of
/// clients.
#[tokio::test(flavor = "multi_thread")]
async fn reconnects_to_a_rejecting_postgres_are_throttled() {
    let cluster = Cluster::start().await;
    let proxy = Proxy::to(&cluster.address().to_string()).await;
    let mut restartable = RestartableServer::open(Cluster::sandbox_with_database_at(proxy.address())).await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);

    proxy.set(Mode::Closed);
    probes.wait_until_ready(false).await;
    let (begin, before) = (Instant::now(), proxy.accepted());
    sleep(OUTAGE).await;
    let tried = proxy.accepted() - before;
    // Attempts per second: one per pooled connection, one for the listener and one for the cleanup. In addition,
    // each pooled connection may have an attempt in progress.
    let allowed = usize::try_from((begin.elapsed().as_secs() + 1) * (POOL + 2) + POOL).unwrap();
    let closed = Instant::now();
    proxy.set(Mode::Open);
    load.wait_for_acknowledged_writes(100).await;
    let first = load.seen.first_success_after(closed).unwrap();

    let check = load.stop().await;
    println!("rejecting PostgreSQL: {tried} attempts in {OUTAGE:?}, first success after {first:?}");
    probes.end().await;
    assert!(tried <= allowed, "the server must make at most {allowed} attempts, not {tried}");
    assert!(first < MAX_RECOVERY_TIME, "{first:?}");
    check.expect_consistent("PostgreSQL refused").await;
    restartable.stop().await;
}
