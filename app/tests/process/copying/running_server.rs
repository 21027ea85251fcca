//! Copies of a database that a server uses: reads succeed, writes are rejected, and no acknowledged write is lost.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tasklane_postgres::testing::TestDatabase;
use tasklane_tests::Client;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::time::sleep;

use super::{on_sqlite, sqlite_url};
use crate::support::{Sandbox, eventually, sign_up};

const TASKS: &str = "/api/v1/tasks";
/// Makes the copy wait until the test releases this lock.
const PAUSED_TARGET: &str = "
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
CREATE TRIGGER wait BEFORE INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION wait()";
const PAUSE: &str = "SELECT pg_advisory_lock(1)";
const CONTINUE: &str = "SELECT pg_advisory_unlock(1)";
const MIN_TASKS_BEFORE_THE_COPY: usize = 12;

/// Creates tasks until a write is rejected, which must be with 503. Returns the ids of the acknowledged tasks.
async fn create_tasks(client: Client, acknowledged_in_total: &AtomicUsize) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    loop {
        let response = client.post(TASKS, &json!({"title": "Buy milk"})).await;
        if response.status != 201 {
            assert_eq!(response.problem(503), "unavailable");
            return acknowledged;
        }
        acknowledged.push(response.expect(201)["id"].as_i64().unwrap());
        acknowledged_in_total.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_millis(5)).await;
    }
}

async fn is_paused(target: &TestDatabase) -> bool {
    let waiting =
        "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
    !target.client().await.query(waiting, &[]).await.unwrap().is_empty()
}

async fn server_reads_and_rejects_writes_during_a_copy(source: Sandbox, url: &str) {
    let target = Sandbox::on_postgres().await;
    target.run(&["migrate"]).await.expect(0);
    let database = target.database().unwrap();
    let pause = database.client().await;
    pause.batch_execute(PAUSED_TARGET).await.unwrap();
    pause.batch_execute(PAUSE).await.unwrap();
    let server = source.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    ada.post(TASKS, &json!({"title": "First"})).await.expect(201);
    let acknowledged_in_total = AtomicUsize::new(0);
    let writers = join_all((0..4).map(|_| create_tasks(ada.clone(), &acknowledged_in_total)));

    let arguments = ["copy", "--from", url];
    let copy = async {
        let is_under_load =
            async || acknowledged_in_total.load(Ordering::Relaxed) >= MIN_TASKS_BEFORE_THE_COPY;
        eventually("the clients write", is_under_load).await;
        target.run(&arguments).await
    };
    let requests = async {
        eventually("the copy holds the lock", async || is_paused(database).await).await;
        for path in [TASKS, "/api/v1/auth/me", "/api/v1/tasks/changes?since=0", "/api/v1/auth/export"] {
            ada.get(path).await.expect(200);
        }
        assert!(server.is_ready().await, "the server must remain ready");
    };
    let writes_and_requests = async {
        let (acknowledged, ()) = tokio::join!(writers, requests);
        pause.batch_execute(CONTINUE).await.unwrap();
        acknowledged
    };
    let (copied, acknowledged) = tokio::join!(copy, writes_and_requests);
    copied.expect(0);
    let acknowledged: BTreeSet<_> = acknowledged.into_iter().flatten().collect();
    let stored = database.client().await.query("SELECT id FROM tasks", &[]).await.unwrap();
    let stored: BTreeSet<i64> = stored.iter().map(|row| row.get(0)).collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged tasks {lost:?} are not in the target");
    ada.post(TASKS, &json!({"title": "After the copy"})).await.expect(201);
    server.stop().await.expect(0);
}

#[tokio::test]
async fn server_on_sqlite_reads_and_rejects_writes_during_a_copy() {
    let source = on_sqlite();
    let url = sqlite_url(&source);
    server_reads_and_rejects_writes_during_a_copy(source, &url).await;
}

#[tokio::test]
async fn server_on_postgres_reads_and_rejects_writes_during_a_copy() {
    let source = Sandbox::on_postgres().await;
    let url = source.database().unwrap().url();
    server_reads_and_rejects_writes_during_a_copy(source, &url).await;
}

#[tokio::test]
async fn held_source_stays_locked_until_a_line_is_read() {
    let (source, target) = (on_sqlite(), Sandbox::on_postgres().await);
    let server = source.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let mut command = target.command(&["copy", "--hold", "--from", &sqlite_url(&source)]);
    let mut copy = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut first_line = String::new();
    let mut stdout = BufReader::new(copy.stdout.take().unwrap());
    stdout.read_line(&mut first_line).await.unwrap();
    assert!(first_line.starts_with("copied "), "{first_line}");
    let rejected = ada.post(TASKS, &json!({"title": "Too late"})).await;
    assert_eq!(rejected.problem(503), "unavailable");
    assert_eq!(copy.try_wait().unwrap(), None);
    drop(copy.stdin.take());
    assert_eq!(copy.wait().await.unwrap().code(), Some(0));
    let mut message = String::new();
    copy.stderr.take().unwrap().read_to_string(&mut message).await.unwrap();
    assert!(message.contains("the source is still locked"), "{message}");
    ada.post(TASKS, &json!({"title": "Accepted"})).await.expect(201);
    server.stop().await.expect(0);
}
