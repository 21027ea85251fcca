//! A database of the previous release works after its migration. That release wrote the dumps, over HTTP.

use chrono::{DateTime, TimeDelta};
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, Response, Server};

const POSTGRES: &str = include_str!("../../../adapters-postgres/tests/previous_release.sql");
const SQLITE: &str = include_str!("../../../adapters-sqlite/tests/previous_release.sql");

const TASKS: &str = "/api/v1/tasks";
const ME: &str = "/api/v1/auth/me";
const PASSWORD: &str = "correct horse";

/// Each user, an e-mail address of the user in another spelling, and the title of the task that was created with a key.
const USERS: [(&str, &str, &str); 3] = [
    ("ada", "ADA.lovelace@example.org", "Buy milk"),
    ("straße", "STRAßE@example.org", "Brot kaufen"),
    ("bob", "bob@example.org", "Buy bread"),
];

/// Returns a value from the comments at the start of the dump.
fn value_in_dump<'d>(dump: &'d str, what: &str) -> &'d str {
    let prefix = format!("-- {what}: ");
    dump.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap()
}

async fn create_with_key(api: &Client, title: &str) -> Response {
    let request = api.request(Method::POST, TASKS).header("idempotency-key", "milk");
    api.send(request.json(&json!({"title": title}))).await
}

async fn register(client: &Client, email: &str, username: &str) -> Response {
    let account = json!({"email": email, "username": username, "password": "battery staple"});
    client.post("/api/v1/auth/register", &account).await
}

async fn user_continues(server: &Server, dump: &str, (username, email, title): (&str, &str, &str)) {
    let client = server.client();
    let token = value_in_dump(dump, &format!("refresh token of {username}"));
    let (access, _) = client.refresh(token).await.tokens();
    let api = client.with_token(&access);
    let listed = api.get(TASKS).await.expect(200);
    let same = listed.as_array().unwrap().iter().find(|task| task["title"] == title).unwrap();
    let replayed = create_with_key(&api, title).await;
    assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
    assert_eq!(replayed.expect(201)["id"], same["id"]);
    let changes = api.get("/api/v1/tasks/changes?since=0").await.expect(200);
    let new = api.post(TASKS, &json!({"title": "New"})).await.expect(201);
    let next = api.get(&format!("/api/v1/tasks/changes?since={}", changes["next"])).await.expect(200);
    let changed: Vec<&Value> =
        next["changes"].as_array().unwrap().iter().map(|change| &change["task"]).collect();
    assert_eq!(changed, [&new]);
    for name in [username, email] {
        client.log_in(name, PASSWORD).await.expect(200);
    }
    let networks = api.get("/api/v1/auth/export").await.expect(200)["known_networks"].clone();
    assert_eq!(networks.as_array().map(Vec::len), Some(1), "{networks}");
}

async fn names_are_taken_and_become_reserved(server: &Server) {
    let client = server.client();
    for taken in ["ada.lovelace@EXAMPLE.org", "straße@example.org", "CID@example.org"] {
        assert_eq!(register(&client, taken, "new").await.problem(400), "email-taken", "{taken}");
    }
    for taken in ["ADA", "STRASSE", "Cid"] {
        let registered = register(&client, "new@example.org", taken).await;
        assert_eq!(registered.problem(400), "username-taken", "{taken}");
    }
    let (access, _) = client.log_in("bob", PASSWORD).await.tokens();
    let bob = client.with_token(&access);
    bob.patch(ME, &json!({"username": "robert"})).await.expect(200);
    assert_eq!(register(&client, "new@example.org", "bob").await.problem(400), "username-taken");
    bob.send_json(&Method::DELETE, ME, &json!({"password": PASSWORD})).await.expect(204);
    assert_eq!(register(&client, "bob@example.org", "new").await.problem(400), "email-taken");
    // The previous release did not reserve the names of deleted users.
    register(&client, "gone@example.org", "gone").await.expect(201);
    server.advance(TimeDelta::days(30));
    register(&client, "bob@example.org", "robert").await.expect(201);
}

async fn check(server: &Server, dump: &str) {
    for user in USERS {
        user_continues(server, dump, user).await;
    }
    let client = server.client();
    assert_eq!(client.log_in("cid", PASSWORD).await.problem(403), "account-inactive");
    assert_eq!(client.log_in("gone", PASSWORD).await.problem(401), "invalid-credentials");
    let (access, _) = client.log_in("ada", PASSWORD).await.tokens();
    let ada = client.with_token(&access);
    let changes = ada.get("/api/v1/tasks/changes?since=0").await.expect(200);
    let deleted = changes["changes"].as_array().unwrap().iter().find(|change| change["type"] == "delete");
    let restore = format!("{TASKS}/{}/restore", deleted.unwrap()["id"]);
    let restored = ada.send(ada.request(Method::POST, &restore)).await.expect(200);
    assert_eq!(restored["title"], "Deleted");
    names_are_taken_and_become_reserved(server).await;
}

fn time_of(dump: &str) -> DateTime<chrono::Utc> {
    DateTime::parse_from_rfc3339(value_in_dump(dump, "time")).unwrap().to_utc()
}

// assures: R815
#[tokio::test]
async fn users_of_the_previous_release_continue_on_sqlite() {
    let database = tasklane_sqlite::testing::TestDatabase::create();
    std::fs::remove_file(database.config().path()).unwrap();
    tasklane_sqlite::testing::execute(database.config().path(), SQLITE);
    tasklane_sqlite::migrate(&database.config()).unwrap();
    let url = database.url();
    check(&Server::on_database(Box::new(database), &url, time_of(SQLITE)), SQLITE).await;
}

// assures: R815
#[tokio::test]
async fn users_of_the_previous_release_continue_on_postgres() {
    let database = tasklane_postgres::testing::TestDatabase::create_empty().await;
    database.client().await.batch_execute(POSTGRES).await.unwrap();
    tasklane_postgres::migrate(&database.config()).await.unwrap();
    let url = database.url();
    check(&Server::on_database(Box::new(database), &url, time_of(POSTGRES)), POSTGRES).await;
}
