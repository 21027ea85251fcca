//! The server is killed repeatedly under load.

use std::time::Instant;

use crate::harness::{Load, MAX_RECOVERY_TIME, RestartableServer, expect_consistent_counters};
use crate::support::Sandbox;

const KILLS: usize = 5;
const WRITES_BETWEEN: usize = 100;

async fn kill_repeatedly(restartable: &mut RestartableServer, what: &str) {
    let load = Load::on(restartable).await;
    for _ in 0..KILLS {
        load.wait_for_acknowledged_writes(WRITES_BETWEEN).await;
        restartable.kill().await;
        let begin = Instant::now();
        restartable.start().await;
        let took = begin.elapsed();
        assert!(
            took < MAX_RECOVERY_TIME,
            "{what}: the server must be ready within {MAX_RECOVERY_TIME:?}, but took {took:?}"
        );
    }
    load.wait_for_acknowledged_writes(WRITES_BETWEEN).await;
    let check = load.stop().await;
    assert!(check.seen.failed() > 0, "a kill must make requests fail");
    check.expect_consistent(what).await;
    restartable.stop().await;
}

// assures: R819
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill_on_sqlite() {
    let mut restartable = RestartableServer::open(Sandbox::on_sqlite()).await;
    kill_repeatedly(&mut restartable, "killed on SQLite").await;
    assert_eq!(tasklane_sqlite::testing::integrity_of(&restartable.sandbox().path("tasklane.db")), "ok");
}

// assures: R808, R819
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill_on_postgres() {
    let mut restartable = RestartableServer::open(Sandbox::on_postgres().await).await;
    kill_repeatedly(&mut restartable, "killed on PostgreSQL").await;
    expect_consistent_counters(&restartable.sandbox().database().unwrap().client().await).await;
}
