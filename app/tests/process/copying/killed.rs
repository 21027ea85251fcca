//! A copy that is killed leaves the target empty or complete.

use std::fs;
use std::time::{Duration, Instant};

use tasklane_sqlite::testing::{execute, integrity_of};
use tokio::time::sleep;

use super::{copy_into, count_rows, on_sqlite, sqlite_url};
use crate::support::Sandbox;

/// Number of kills, at even intervals of the time that a complete copy takes.
const KILLS: u32 = 8;

/// 20 users, their names and counters, and 1000 tasks.
const ROWS: i64 = 20 + 2 * 20 + 20 + 1000;

async fn seed(sandbox: Sandbox) -> Sandbox {
    sandbox.run(&["seed", "--users", "20", "--tasks", "50"]).await.expect(0);
    sandbox
}

/// Kills a copy after a delay. Returns whether it was still running.
async fn kill_after(target: &Sandbox, source_url: &str, delay: Duration) -> bool {
    let mut copy = target.command(&["copy", "--from", source_url]).spawn().unwrap();
    sleep(delay).await;
    let was_running = copy.try_wait().unwrap().is_none();
    copy.kill().await.unwrap();
    was_running
}

#[tokio::test]
async fn killed_copy_leaves_postgres_empty_or_complete() {
    let (source, target) = (seed(on_sqlite()).await, Sandbox::on_postgres().await);
    target.run(&["migrate"]).await.expect(0);
    let (url, database) = (sqlite_url(&source), target.database().unwrap());
    let started = Instant::now();
    copy_into(&target, &url).await;
    let duration = started.elapsed();
    let (mut killed, mut empty) = (0, 0);
    for number in 1..=KILLS {
        database.clear().await;
        killed += u32::from(kill_after(&target, &url, duration * number / KILLS).await);
        // Waits for the end of the transaction, because the copy has locked the tables.
        let rows = count_rows(database).await;
        assert!(rows == 0 || rows == ROWS, "{rows} rows after kill {number}");
        empty += u32::from(rows == 0);
    }
    assert!(killed > 1 && empty > 1, "{killed} copies were killed, {empty} had stored nothing");
    database.clear().await;
    copy_into(&target, &url).await;
    assert_eq!(count_rows(database).await, ROWS);
}

#[tokio::test]
async fn killed_copy_leaves_sqlite_empty_or_complete() {
    let (source, target) = (seed(Sandbox::on_postgres().await).await, on_sqlite());
    let (url, file) = (source.database().unwrap().url(), target.path("tasklane.db"));
    let started = Instant::now();
    copy_into(&target, &url).await;
    let duration = started.elapsed();
    let mut killed = 0;
    for number in 1..=KILLS {
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(target.path(&format!("tasklane.db{ending}"))));
        }
        killed += u32::from(kill_after(&target, &url, duration * number / KILLS).await);
        if !file.exists() {
            continue;
        }
        // The migration itself may have been killed.
        target.run(&["migrate"]).await.expect(0);
        assert_eq!(integrity_of(&file), "ok");
        execute(
            &file,
            &format!(
                "CREATE TEMP TABLE rows (count INTEGER CHECK (count IN (0, {ROWS})));
                INSERT INTO temp.rows SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM login_names)
                    + (SELECT count(*) FROM task_counters) + (SELECT count(*) FROM tasks)"
            ),
        );
    }
    assert!(killed > 1, "{killed} copies were killed");
}
