//! Tests of `backup` while a server writes, and of using the backup as the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tasklane_tests::Client;

use crate::support::{SECRET_KEY, Sandbox, eventually, log_in, sign_up};

const TASKS: &str = "/api/v1/tasks";

/// Creates tasks until `stop` is set. Returns the ids of the tasks that were acknowledged before the backup began.
async fn create_tasks_until(client: Client, begun: Arc<AtomicBool>, stop: Arc<AtomicBool>) -> Vec<Value> {
    let mut acknowledged = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        // `begun` is read after the response, because the backup may miss a task that is acknowledged after the backup
        // began.
        let task = client.post(TASKS, &json!({"title": "Buy milk"})).await.expect(201);
        if !begun.load(Ordering::SeqCst) {
            acknowledged.push(task["id"].clone());
        }
    }
    acknowledged
}

#[tokio::test]
async fn backup_under_load_contains_every_write_acknowledged_before() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let token = log_in(&server, "ada").await["access_token"].as_str().unwrap().to_owned();
    let (begun, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> =
        (0..4).map(|_| tokio::spawn(create_tasks_until(ada.clone(), begun.clone(), stop.clone()))).collect();
    // Each writer may have created one listed task that it has not recorded yet.
    let enough = 20 + writers.len();
    eventually("enough tasks exist for the backup", async || {
        ada.get(&format!("{TASKS}?limit=100")).await.expect(200).as_array().unwrap().len() >= enough
    })
    .await;
    begun.store(true, Ordering::SeqCst);
    let backup = sandbox.run(&["backup", "copy.db", "--json"]).await;
    let report: Value = serde_json::from_str(backup.expect(0)).unwrap();
    stop.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    server.stop().await.expect(0);
    assert_eq!((&report["file"], &report["key_file"]), (&json!("copy.db"), &json!("./tasklane.db.key")));
    assert_eq!(report["removed"], json!([]));
    assert_eq!(report["bytes"], std::fs::metadata(sandbox.path("copy.db")).unwrap().len());

    // Replace the database with the backup, without `tasklane restore`.
    for name in ["tasklane.db", "tasklane.db-wal", "tasklane.db-shm"] {
        let _ = std::fs::remove_file(sandbox.path(name));
    }
    std::fs::rename(sandbox.path("copy.db"), sandbox.path("tasklane.db")).unwrap();
    let server = sandbox.start_ready().await;
    // With the same key, the token from before the backup is still valid.
    let restored = server.client().with_token(&token);
    assert!(acknowledged.len() >= 20);
    for id in acknowledged {
        restored.get(&format!("{TASKS}/{id}")).await.expect(200);
    }
    log_in(&server, "ada").await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn backup_names_the_key_file_and_overwrites_no_file() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    let first = sandbox.run(&["backup", "copy.db"]).await;
    let text = first.expect(0);
    assert!(
        text.starts_with("backed up the database to copy.db, ") && text.contains("tasklane.db.key"),
        "{text}"
    );
    let bytes = std::fs::read(sandbox.path("copy.db")).unwrap();
    let again = sandbox.run(&["backup", "copy.db"]).await;
    assert!(again.expect_error(1).contains("copy.db already exists"), "{again:?}");
    assert_eq!(std::fs::read(sandbox.path("copy.db")).unwrap(), bytes);
    let with_key = sandbox.with("SECRET_KEY", SECRET_KEY);
    let third = with_key.run(&["backup", "third.db", "--json"]).await;
    let report: Value = serde_json::from_str(third.expect(0)).unwrap();
    assert_eq!(report["key_file"], Value::Null);
}

#[tokio::test]
async fn backup_of_a_missing_database_fails() {
    let sandbox = Sandbox::on_sqlite();
    let none = sandbox.run(&["backup", "copy.db"]).await;
    assert!(none.expect_error(2).contains("no database at "), "{none:?}");
    assert!(sandbox.files().is_empty());
}

#[tokio::test]
async fn backup_of_postgres_prints_the_pg_dump_command() {
    let sandbox = Sandbox::bare()
        .with("DATABASE_URL", "postgres://ada:canary@db.example:5433/tasks?sslmode=disable")
        .with("SECRET_KEY", SECRET_KEY);
    let finished = sandbox.run(&["backup", "tasks.dump"]).await;
    let error_message = finished.expect_error(2);
    let command = "pg_dump --format=custom --no-owner \
                   --dbname='host=db.example port=5433 user=ada dbname=tasks' --file='tasks.dump'";
    assert!(error_message.contains(command) && !error_message.contains("canary"), "{error_message}");
    assert!(sandbox.files().is_empty());
}
