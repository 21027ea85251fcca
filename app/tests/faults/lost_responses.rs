//! The connection to PostgreSQL breaks during a commit. The outcome is unknown, but a retry with the same idempotency
//! key determines it.

use tokio::time::sleep;

use crate::harness::{Load, Mode, OUTAGE, Proxy, RestartableServer, expect_consistent_counters};
use crate::support::Sandbox;
use url::Url;

const UNKNOWN_OUTCOMES: usize = 20;

/// Returns a sandbox whose database is behind a proxy.
async fn behind_proxy() -> (Sandbox, Proxy) {
    let sandbox = Sandbox::on_postgres().await;
    let mut url: Url = sandbox.database().unwrap().url().parse().unwrap();
    let there = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let proxy = Proxy::to(&there).await;
    url.set_host(Some(&proxy.address().ip().to_string())).unwrap();
    url.set_port(Some(proxy.address().port())).unwrap();
    (sandbox.with("DATABASE_URL", url.as_str()), proxy)
}

// assures: R808
#[tokio::test(flavor = "multi_thread")]
async fn commit_with_a_lost_response_is_reported_as_unknown() {
    let (sandbox, proxy) = behind_proxy().await;
    let mut restartable = RestartableServer::open(sandbox).await;
    let load = Load::on(&restartable).await;
    proxy.set(Mode::DropsResponses { one_in: 20 });
    load.wait_for_status(504, UNKNOWN_OUTCOMES).await;
    proxy.set(Mode::Open);
    load.wait_for_acknowledged_writes(50).await;
    let check = load.stop().await;
    check.expect_consistent("responses of PostgreSQL lost").await;
    expect_consistent_counters(&restartable.sandbox().database().unwrap().client().await).await;
    restartable.stop().await;
}

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn reset_connections_cause_no_wrong_response() {
    let (sandbox, proxy) = behind_proxy().await;
    let mut restartable = RestartableServer::open(sandbox).await;
    let load = Load::on(&restartable).await;
    for _ in 0..5 {
        proxy.set(Mode::Closed);
        load.wait_for_failures(16).await;
        proxy.set(Mode::Open);
        load.wait_for_acknowledged_writes(20).await;
    }
    sleep(OUTAGE).await;
    load.wait_for_acknowledged_writes(50).await;
    let check = load.stop().await;
    check.expect_consistent("connections to PostgreSQL reset").await;
    expect_consistent_counters(&restartable.sandbox().database().unwrap().client().await).await;
    restartable.stop().await;
}
