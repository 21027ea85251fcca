//! Users of both older servers log in with their passwords and find their tasks, with the clients of both servers.

use serde_json::{Value, json};
use tasklane_tests::Client;

use super::legacy_sandbox::{Family, LegacySandbox, hash, sequences, tasks, users};
use crate::support::{PASSWORD, Server, log_in};

/// The number of bob's tasks, less than the default quota, so that bob can create more tasks.
const TASKS: i64 = 9_990;

fn rows(family: Family) -> String {
    let hash = hash();
    let many = (1..=TASKS).map(|id| (100 + id, format!("Task {id}")));
    [
        users(
            family,
            &[
                (3, "Ada@Example.org", "Ada", &hash),
                (8, "bob@example.org", "Bob", &hash.replace("$2b$", "$2y$")),
            ],
        ),
        tasks(
            family,
            3,
            [(20, "First".to_owned()), (10, "Second".to_owned()), (30, "Third".to_owned())].into_iter(),
        ),
        tasks(family, 8, many),
    ]
    .concat()
}

async fn todo_client(server: &Server, email: &str) -> Client {
    let credentials = json!({"email": email, "password": PASSWORD});
    let tokens = server.client().post("/api/auth/login", &credentials).await.expect(200);
    server.client().with_token(tokens["access_token"].as_str().unwrap())
}

async fn todo_client_finds_its_tasks(server: &Server) {
    let client = todo_client(server, "ada@example.org").await;
    let listed = client.get("/api/3/tasks").await.expect(200);
    let mut listed = listed.as_array().unwrap().clone();
    listed.sort_by_key(|task| task["created_at"].as_str().unwrap().to_owned());
    let time = |time: &Value| time.as_str().unwrap().replace(".000000Z", "Z");
    let summary: Vec<Value> = listed
        .iter()
        .map(|task| {
            let created_at = time(&task["created_at"]);
            json!([task["id"], task["title"], task["description"], task["completed"], created_at])
        })
        .collect();
    let expected = json!([
        [20, "First", "Note 20", false, "2024-02-03T00:00:00Z"],
        [10, "Second", "Note 10", false, "2024-02-03T00:01:00Z"],
        [30, "Third", "Note 30", true, "2024-02-03T00:02:00Z"],
    ]);
    assert_eq!(json!(summary), expected);
    assert_eq!(time(&listed[2]["updated_at"]), "2024-02-03T01:02:00Z");
    let toggled = client.request(reqwest::Method::PATCH, "/api/3/tasks/20/complete");
    assert_eq!(client.send(toggled).await.expect(200)["completed"], true);
}

async fn v1_client_finds_its_tasks(server: &Server) {
    for name in ["bob", "BOB@example.org"] {
        log_in(server, name.split('@').next().unwrap()).await;
        server.client().log_in(name, PASSWORD).await.expect(200);
    }
    let tokens = log_in(server, "bob").await;
    let client = server.client().with_token(tokens["access_token"].as_str().unwrap());
    let me = client.get("/api/v1/auth/me").await.expect(200);
    assert_eq!((&me["id"], &me["username"].as_str().unwrap().to_lowercase()), (&json!(8), &"bob".to_owned()));
    let first = client.get("/api/v1/tasks?limit=1000&include_total=true&sort=created_at").await;
    assert_eq!(first.header("x-total-count"), Some("9990"));
    let first = first.expect(200);
    assert_eq!(first[0]["title"], "Task 1");
    assert_eq!(first[0]["updated_at"], Value::Null);
    assert!(first[2]["completed_at"].as_str().unwrap().starts_with("2024-02-03T01:02:00"), "{first}");
    let found = client.get("/api/v1/tasks?q=task%209876").await.expect(200);
    assert_eq!(found[0]["id"], 100 + 9876);
    let new = client.post("/api/v1/tasks", &json!({"title": "New"})).await.expect(201);
    assert!(new["id"].as_i64().unwrap() > 100 + TASKS, "{new}");
}

async fn expect_users_find_their_data_unchanged(older: LegacySandbox, family: Family) {
    let before = older.content().await;
    let checked = older.sandbox.run(&["migrate", "--adopt", "--check"]).await;
    let report = checked.expect(0);
    assert!(
        report.starts_with(
            "nothing was changed; without --check, the command would adopt 2 users and 9993 tasks"
        ),
        "{report}"
    );
    assert!(!checked.stderr.contains("adopted"), "a check must not log an adoption: {}", checked.stderr);
    assert!(older.content().await == before, "a check must not change the database");

    let adopted = older.sandbox.run(&["migrate", "--adopt"]).await;
    let report = adopted.expect(0);
    assert!(report.starts_with("adopted 2 users and 9993 tasks"), "{report}");
    let renamed_tables =
        if family == Family::V1 { "older_users and older_tasks" } else { "older_user and older_task" };
    assert!(report.contains(renamed_tables), "{report}");
    assert_eq!(
        report.contains("usernames derived from e-mail addresses: 2"),
        family == Family::Todo,
        "{report}"
    );
    assert!(adopted.stderr.contains("adopted the older database"), "{}", adopted.stderr);
    let again = older.sandbox.run(&["migrate", "--adopt"]).await;
    assert!(again.expect(0).starts_with("nothing to adopt"), "{again:?}");

    let server = older.sandbox.start_ready().await;
    todo_client_finds_its_tasks(&server).await;
    v1_client_finds_its_tasks(&server).await;
    server.stop().await.expect(0);
}

#[tokio::test]
async fn users_of_the_todo_server_on_postgres_can_continue() {
    let rows = rows(Family::Todo) + &sequences(Family::Todo, 8, 100 + TASKS);
    let older = LegacySandbox::on_postgres(Family::Todo, &rows).await;
    expect_users_find_their_data_unchanged(older, Family::Todo).await;
}

#[tokio::test]
async fn users_of_the_todo_server_on_sqlite_can_continue() {
    expect_users_find_their_data_unchanged(
        LegacySandbox::on_sqlite(Family::Todo, &rows(Family::Todo)),
        Family::Todo,
    )
    .await;
}

#[tokio::test]
async fn users_of_the_v1_server_on_sqlite_can_continue() {
    expect_users_find_their_data_unchanged(
        LegacySandbox::on_sqlite(Family::V1, &rows(Family::V1)),
        Family::V1,
    )
    .await;
}

#[tokio::test]
async fn users_of_the_v1_server_on_postgres_can_continue() {
    let rows = rows(Family::V1) + &sequences(Family::V1, 8, 100 + TASKS);
    let older = LegacySandbox::on_postgres(Family::V1, &rows).await;
    expect_users_find_their_data_unchanged(older, Family::V1).await;
}

#[tokio::test]
async fn documented_rollback_steps_restore_the_todo_server() {
    let rows = rows(Family::Todo) + &sequences(Family::Todo, 8, 100 + TASKS);
    let older = LegacySandbox::on_postgres(Family::Todo, &rows).await;
    let before = older.content().await;
    older.sandbox.run(&["migrate", "--adopt"]).await.expect(0);
    assert!(older.content().await != before);
    let documentation = include_str!("../../../../docs/MIGRATING.md");
    let (_, back) = documentation.split_once("```sql\n").unwrap();
    let (back, _) = back.split_once("```").unwrap();
    older.client.as_ref().unwrap().batch_execute(back).await.unwrap();
    assert!(older.content().await == before);
}
