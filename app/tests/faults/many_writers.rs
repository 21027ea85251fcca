//! Many concurrent writers on SQLite, long enough for several checkpoints of the write-ahead log.

use std::time::Duration;

use tokio::time::sleep;

use crate::harness::{Load, MAX_RESPONSE_TIME, RestartableServer};
use crate::support::Sandbox;

const WRITERS: usize = 32;
const WHILE: Duration = Duration::from_secs(30);

// assures: R817
#[tokio::test(flavor = "multi_thread")]
async fn no_write_of_32_writers_is_rejected() {
    let mut restartable = RestartableServer::open(Sandbox::on_sqlite()).await;
    let load = Load::with_clients(WRITERS, &restartable).await;
    sleep(WHILE).await;
    let check = load.stop().await;
    assert_eq!(check.seen.failed(), 0, "{:?}", check.seen.statuses());
    assert!(check.seen.slowest() < MAX_RESPONSE_TIME);
    check.expect_consistent("32 writers").await;
    restartable.stop().await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&restartable.sandbox().path("tasklane.db")), "ok");
}
