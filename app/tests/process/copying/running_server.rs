//! Copies of a database that a server uses: reads succeed, writes are rejected, and no acknowledged write is lost.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tasklane_postgres::testing::TestDatabase;
use tasklane_tests::Client;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::time::sleep;

use super::{on_sqlite, sqlite_url};
use crate::support::{Sandbox, eventually, sign_up};

const TASKS: &str = "/api/v1/tasks";
/// Makes the copy take longer than a server waits for a lock. On SQLite, a write waits at most 5 s for earlier writes,
/// then at most 5 s for the lock.
const SLOW_TARGET: &str = "
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(12); RETURN NULL; END $$;
CREATE TRIGGER wait BEFORE INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION wait()";

/// Creates tasks until a write is rejected, which must be with 503. Returns the ids of the acknowledged tasks.
async fn create_tasks(client: Client) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    loop {
        let response = client.post(TASKS, &json!({"title": "Buy milk"})).await;
        if response.status != 201 {
            assert_eq!(response.problem(503), "unavailable");
            return acknowledged;
        }
        acknowledged.push(response.expect(201)["id"].as_i64().unwrap());
        sleep(Duration::from_millis(5)).await;
    }
}

async fn is_waiting(target: &TestDatabase) -> bool {
    let waiting =
        "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    !target.client().await.query(waiting, &[]).await.unwrap().is_empty()
}

async fn server_reads_and_rejects_writes_during_a_copy(source: Sandbox, url: &str) {
    let target = Sandbox::on_postgres().await;
    target.run(&["migrate"]).await.expect(0);
    let database = target.database().unwrap();
    database.client().await.batch_execute(SLOW_TARGET).await.unwrap();
    let server = source.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    ada.post(TASKS, &json!({"title": "First"})).await.expect(201);
    let writers: Vec<_> = (0..4).map(|_| tokio::spawn(create_tasks(ada.clone()))).collect();

    let arguments = ["copy", "--from", url];
    let (copied, ()) = tokio::join!(target.run(&arguments), async {
        eventually("the copy holds the lock", async || is_waiting(database).await).await;
        for path in [TASKS, "/api/v1/auth/me", "/api/v1/tasks/changes?since=0", "/api/v1/auth/export"] {
            ada.get(path).await.expect(200);
        }
        assert!(server.is_ready().await, "the server must remain ready");
        assert!(is_waiting(database).await, "the reads must have run during the copy");
    });
    copied.expect(0);
    let mut acknowledged = BTreeSet::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    let stored = database.client().await.query("SELECT id FROM tasks", &[]).await.unwrap();
    let stored: BTreeSet<i64> = stored.iter().map(|row| row.get(0)).collect();
    assert!(acknowledged.len() > 10, "{acknowledged:?}");
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
