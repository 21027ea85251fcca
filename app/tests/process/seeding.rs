//! Tests of `seed`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::Sandbox;

const SEED: [&str; 5] = ["seed", "--users", "3", "--tasks", "60"];

/// Returns the example login from the text output.
fn example(stdout: &str) -> (&str, &str) {
    let (_, rest) = stdout.split_once("log in as ").unwrap();
    let (name, rest) = rest.split_once(" with the password \"").unwrap();
    (name, rest.split_once('"').unwrap().0)
}

/// Returns the members that depend neither on the date of the seeding nor on the database.
fn stable_members(tasks: &Value) -> Vec<String> {
    let members = |task: &Value| {
        format!(
            "{} {} {} {} {}",
            task["title"], task["status"], task["priority"], task["tags"], task["description"]
        )
    };
    let mut all: Vec<_> = tasks.as_array().unwrap().iter().map(members).collect();
    all.sort();
    all
}

fn assert_believable(tasks: &Value) {
    let tasks = tasks.as_array().unwrap();
    assert_eq!(tasks.len(), 60);
    let mut counts = BTreeMap::new();
    for task in tasks {
        *counts.entry(task["status"].as_str().unwrap()).or_insert(0) += 1;
        let (created, updated) = (task["created_at"].as_str().unwrap(), task["updated_at"].as_str());
        assert!(updated.is_none_or(|updated| updated > created), "{task}");
        assert_eq!(task["status"] == "completed", task["completed_at"].is_string(), "{task}");
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), ["completed", "in_progress", "pending"]);
    assert!(counts.values().all(|count| *count >= 5), "{counts:?}");
    assert!(["due_date", "description"].iter().all(|name| tasks.iter().any(|task| task[name].is_string())));
    assert!(tasks.iter().any(|task| task["tags"].as_array().is_some_and(|tags| !tags.is_empty())));
}

/// Seeds twice, and returns the tasks of the example user.
async fn seed_twice_and_list(sandbox: &Sandbox) -> Value {
    let first = sandbox.run(&SEED).await;
    assert!(first.expect(0).starts_with("added 3 users with 60 tasks each; 0 already existed"), "{first:?}");
    let again = sandbox.run(&SEED).await;
    assert!(again.expect(0).starts_with("added 0 users with 60 tasks each; 3 already existed"), "{again:?}");
    let server = sandbox.start_ready().await;
    let (name, password) = example(&first.stdout);
    let tokens = server.client().log_in(name, password).await.expect(200);
    let demo = server.client().with_token(tokens["access_token"].as_str().unwrap());
    demo.get("/api/v1/tasks?limit=1000").await.expect(200)
}

#[tokio::test]
async fn same_seed_creates_the_same_data_on_both_databases() {
    let on_sqlite = seed_twice_and_list(&Sandbox::on_sqlite()).await;
    let on_postgres = seed_twice_and_list(&Sandbox::on_postgres().await).await;
    assert_believable(&on_sqlite);
    assert_believable(&on_postgres);
    assert_eq!(stable_members(&on_sqlite), stable_members(&on_postgres));
}

/// Each user has more tasks than fit in one batch, and the task counter includes all tasks.
#[tokio::test]
async fn seed_report_is_available_as_json() {
    let sandbox = Sandbox::on_sqlite();
    let seed = ["seed", "--users", "2", "--tasks", "1234", "--json"];
    let report: Value = serde_json::from_str(sandbox.run(&seed).await.expect(0)).unwrap();
    let login = json!({"username": report["login"]["username"], "password": "tasklane-demo"});
    let expected = json!({"users_added": 2, "users_present": 0, "tasks_added": 2468, "login": login});
    assert_eq!(report, expected);
    let again: Value = serde_json::from_str(sandbox.run(&seed).await.expect(0)).unwrap();
    assert_eq!((&again["users_present"], &again["tasks_added"]), (&json!(2), &json!(0)));
    let server = sandbox.start_ready().await;
    let name = report["login"]["username"].as_str().unwrap();
    let (token, _) = server.client().log_in(name, "tasklane-demo").await.tokens();
    let summary =
        server.client().with_token(&token).get("/api/v1/tasks/summary?today=2026-01-01").await.expect(200);
    assert_eq!(summary["total"], 1234, "{summary}");
    server.stop().await.expect(0);
}

#[tokio::test]
async fn different_seed_creates_different_data() {
    let sandbox = Sandbox::on_sqlite();
    let default = sandbox.run(&SEED).await.expect(0).to_owned();
    let other = sandbox.run(&[&SEED[..], &["--seed", "2"]].concat()).await.expect(0).to_owned();
    assert_ne!(example(&default).0, example(&other).0);
    let one = sandbox.run(&["seed", "--users", "1", "--tasks", "1", "--seed", "3"]).await;
    assert!(one.expect(0).starts_with("added 1 user with 1 task each; 0 already existed"), "{one:?}");
}

#[tokio::test]
async fn invalid_password_is_rejected() {
    let sandbox = Sandbox::on_sqlite();
    let finished = sandbox.run(&["seed", "--password", "short"]).await;
    let error_message = finished.expect_error(2);
    assert!(error_message.contains("the password must"), "{error_message}");
}
