//! A database that was restored from a backup by the steps of docs/OPERATIONS.md: ids issued after the backup are not
//! reused.

use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::Client;
use tokio::process::Command;

use crate::support::{SECRET_KEY, Sandbox, Server, log_in, sign_up};

const TASKS: &str = "/api/v1/tasks";

/// Data that clients received after the backup.
struct Lost {
    cyd: String,
    /// A token of a session that was created after the backup, by a user whom the backup contains.
    later_session: String,
    task: i64,
    list_etag: String,
    since: Value,
}

/// Creates two users before the backup. Returns a client of the first user, and a token of another session of this
/// user.
async fn fill_before_backup(server: &Server) -> (Client, String) {
    let [ada, _bob] = [sign_up(server, "ada").await, sign_up(server, "bob").await];
    ada.post(TASKS, &json!({"title": "Buy milk"})).await.expect(201);
    (ada, token(server, "ada").await)
}

async fn token(server: &Server, username: &str) -> String {
    log_in(server, username).await["access_token"].as_str().unwrap().to_owned()
}

async fn change_after_backup(server: &Server, ada: &Client) -> Lost {
    sign_up(server, "cyd").await;
    let (cyd, later_session) = (token(server, "cyd").await, token(server, "ada").await);
    let task = ada.post(TASKS, &json!({"title": "Lost"})).await.expect(201)["id"].as_i64().unwrap();
    let list = ada.get(TASKS).await;
    let list_etag = list.header("etag").unwrap().to_owned();
    let since = ada.get(&format!("{TASKS}/changes?since=0")).await.expect(200)["next"].clone();
    Lost { cyd, later_session, task, list_etag, since }
}

async fn expect_lost_data_is_not_valid(server: &Server, lost: &Lost, backed_up: &str) {
    // The next users and tasks get ids that were never issued before.
    let dan = sign_up(server, "dan").await;
    let me = dan.get("/api/v1/auth/me").await.expect(200);
    assert!(me["id"].as_i64().unwrap() > 1_000_000, "{me}");
    let cyd = server.client().with_token(&lost.cyd);
    assert_eq!(
        cyd.get("/api/v1/auth/me").await.status,
        401,
        "a token of a lost user must not be valid for another account"
    );
    let later_session = server.client().with_token(&lost.later_session);
    assert_eq!(
        later_session.get(TASKS).await.status,
        401,
        "a session that is not in the backup must not be valid"
    );
    let backed_up = server.client().with_token(backed_up);
    assert_eq!(backed_up.get(TASKS).await.status, 401, "a session of the backup must not be valid");
    let ada = server.client().with_token(&token(server, "ada").await);
    let new = ada.post(TASKS, &json!({"title": "New"})).await.expect(201);
    assert!(new["id"].as_i64().unwrap() > 1_000_000, "{new}");
    ada.get(&format!("{TASKS}/{}", lost.task)).await.expect(404);
    let request = ada.request(Method::GET, TASKS).header("if-none-match", &lost.list_etag);
    assert_eq!(ada.send(request).await.status, 200, "an entity tag of a lost list must not match");
    ada.get(&format!("{TASKS}/changes?since={}", lost.since)).await.expect(410);
    let changes = ada.get(&format!("{TASKS}/changes?since=0")).await.expect(200);
    assert_eq!(changes["changes"].as_array().unwrap().len(), 2);
    assert_eq!(changes["changes"][0]["task"]["version"], 1_000_001);
    // A user without tasks in the backup may have created tasks afterwards, so an older cursor of this user is
    // rejected, too.
    let bob = server.client().with_token(&token(server, "bob").await);
    bob.get(&format!("{TASKS}/changes?since=5")).await.expect(410);
}

#[tokio::test]
async fn restored_file_reuses_no_ids() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let (ada, backed_up) = fill_before_backup(&server).await;
    sandbox.run(&["backup", "copy.db"]).await.expect(0);
    let lost = change_after_backup(&server, &ada).await;

    let rejected = sandbox.run(&["restore", "copy.db"]).await;
    assert!(rejected.expect_error(1).contains("./tasklane.db is in use: stop the server"), "{rejected:?}");
    ada.post(TASKS, &json!({"title": "It goes on"})).await.expect(201);
    assert!(sandbox.files().iter().all(|name| !name.contains("restor")), "{:?}", sandbox.files());
    server.stop().await.expect(0);

    let restored = sandbox.run(&["restore", "copy.db", "--json"]).await;
    let report: Value = serde_json::from_str(restored.expect(0)).unwrap();
    assert_eq!((&report["file"], &report["database"]), (&json!("copy.db"), &json!("./tasklane.db")));
    assert_eq!(
        (&report["users"], &report["tasks"], &report["sessions_ended"]),
        (&json!(2), &json!(1), &json!(3))
    );
    assert!(sandbox.path(report["kept"].as_str().unwrap()).exists());
    let server = sandbox.start_ready().await;
    expect_lost_data_is_not_valid(&server, &lost, &backed_up).await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn copied_file_is_prepared_by_after_restore() {
    let sandbox = Sandbox::on_sqlite();
    let server = sandbox.start_ready().await;
    let (ada, _token) = fill_before_backup(&server).await;
    sandbox.run(&["backup", "copy.db"]).await.expect(0);
    let lost = change_after_backup(&server, &ada).await;
    server.stop().await.expect(0);
    std::fs::rename(sandbox.path("copy.db"), sandbox.path("tasklane.db")).unwrap();
    for _ in 0..2 {
        let prepared = sandbox.run(&["after-restore"]).await;
        let text = prepared.expect(0);
        assert!(text.contains("repeat by hand: password changes, "), "{text}");
    }
    let server = sandbox.start_ready().await;
    let api = server.client().with_token(&token(&server, "ada").await);
    assert_eq!(api.get(TASKS).await.expect(200)[0]["version"], 2_000_001);
    api.get(&format!("{TASKS}/changes?since={}", lost.since)).await.expect(410);
    server.stop().await.expect(0);
}

/// Runs a PostgreSQL client program.
async fn run(program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    let output = command.args(arguments).stdin(Stdio::null()).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn restored_dump_reuses_no_ids() {
    let sandbox = Sandbox::on_postgres().await;
    let database = sandbox.database().unwrap();
    let (url, file) = (database.url(), sandbox.path("tasklane.dump"));
    let file = file.to_str().unwrap();
    sandbox.run(&["migrate"]).await.expect(0);
    let server = sandbox.start_ready().await;
    let (ada, backed_up) = fill_before_backup(&server).await;
    run("pg_dump", &["--format=custom", "--no-owner", "--dbname", &url, "--file", file]).await;
    let lost = change_after_backup(&server, &ada).await;
    server.stop().await.expect(0);

    let client = database.client().await;
    client.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    let empty = sandbox.run(&["after-restore"]).await;
    assert!(empty.expect_error(1).contains("restore the backup into it first"), "{empty:?}");
    let rows = client.query("SELECT FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    assert!(rows.is_empty(), "after-restore must not create tables");
    run("pg_restore", &["--no-owner", "--exit-on-error", "--dbname", &url, file]).await;
    let prepared = sandbox.run(&["after-restore", "--json"]).await;
    let report: Value = serde_json::from_str(prepared.expect(0)).unwrap();
    assert_eq!(
        (&report["users"], &report["tasks"], &report["sessions_ended"]),
        (&json!(2), &json!(1), &json!(3))
    );
    let server = sandbox.start_ready().await;
    expect_lost_data_is_not_valid(&server, &lost, &backed_up).await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn invalid_backup_changes_nothing() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["migrate"]).await.expect(0);
    sandbox.write("letter", "Dear reader, this is no database");
    let (files, bytes) = (sandbox.files(), std::fs::read(sandbox.path("tasklane.db")).unwrap());
    for (name, expected) in [("letter", "is not an SQLite database"), ("none", "there is no file none")] {
        let rejected = sandbox.run(&["restore", name]).await;
        let error_message = rejected.expect_error(1);
        assert!(error_message.contains(expected) && error_message.lines().count() == 1, "{error_message}");
    }
    assert_eq!(sandbox.files(), files);
    assert_eq!(std::fs::read(sandbox.path("tasklane.db")).unwrap(), bytes);
}

#[tokio::test]
async fn after_restore_does_not_create_a_database() {
    let sandbox = Sandbox::on_sqlite();
    let none = sandbox.run(&["after-restore"]).await;
    assert!(none.expect_error(1).contains("there is no database ./tasklane.db"), "{none:?}");
    assert!(sandbox.files().is_empty());
}

#[tokio::test]
async fn restore_of_postgres_prints_the_pg_restore_command() {
    let sandbox = Sandbox::bare()
        .with("DATABASE_URL", "postgres://ada:canary@db.example:5433/tasks?sslmode=disable")
        .with("SECRET_KEY", SECRET_KEY);
    let finished = sandbox.run(&["restore", "tasks.dump"]).await;
    let error_message = finished.expect_error(2);
    let command = "pg_restore --no-owner --exit-on-error \
                   --dbname='host=db.example port=5433 user=ada dbname=tasks' 'tasks.dump'";
    assert!(error_message.contains(command) && !error_message.contains("canary"), "{error_message}");
}
