//! Imports many users of the v1 server from PostgreSQL.

use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::support::{PASSWORD, Sandbox, Server, log_in};

const TABLES: &str = include_str!("../../../../adapters-postgres/tests/older_server.sql");
const USERS: i64 = 10_000;
const TASKS_OF_EACH: i64 = 6;

/// Returns statements that insert users and tasks. All users have the same bcrypt hash, in the format of the older
/// server.
fn rows() -> String {
    let hash = bcrypt::hash(PASSWORD, 4).unwrap();
    format!(
        "INSERT INTO users (email, username, hashed_password, is_active, created_at)
            SELECT 'User' || n || '@example.org', 'User' || n, '{hash}', n % 100 <> 0, '2024-01-01'::timestamptz + n * interval '1 min'
            FROM generate_series(1, {USERS}) n;
        INSERT INTO tasks (title, description, status, owner_id, created_at, updated_at)
            SELECT 'Task ' || n, CASE WHEN n % 3 = 0 THEN E'one\\r\\ntwo' END,
                (ARRAY['PENDING', 'IN_PROGRESS', 'COMPLETED'])[1 + n % 3]::taskstatus, 1 + n % {USERS},
                '2024-02-01'::timestamptz + (n / {USERS} % 4) * interval '1 day',
                CASE WHEN n / {USERS} % 2 = 0 THEN '2024-03-01'::timestamptz + n * interval '1 s' END
            FROM generate_series(1, {USERS} * {TASKS_OF_EACH}) n;
        ANALYZE;"
    )
}

async fn v1_database(rows: &str) -> (Sandbox, Client) {
    let sandbox = Sandbox::on_postgres().await;
    let client = sandbox.database().unwrap().client().await;
    client.batch_execute(TABLES).await.unwrap();
    client.batch_execute(rows).await.unwrap();
    (sandbox, client)
}

async fn number(client: &Client, query: &str) -> i64 {
    client.query_one(query, &[]).await.unwrap().get(0)
}

/// Returns the user's tasks in the format of the older server, newest first. Line breaks are normalized.
async fn older_tasks(client: &Client, owner: i64) -> Vec<Value> {
    let tasks = format!(
        "SELECT json_build_object('id', id, 'title', title, 'description', replace(description, E'\\r\\n', E'\\n'),
            'status', lower(status::text), 'owner_id', owner_id,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
            'updated_at', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
        FROM older_tasks t WHERE owner_id = {owner} ORDER BY t.created_at DESC, t.id DESC"
    );
    let rows = client.query(&tasks, &[]).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(row.get(0)).unwrap()).collect()
}

/// Reduces a listed task to the members that the older server returned.
fn without_newer_members(task: &Value) -> Value {
    let moment = |name: &str| task[name].as_str().map(|time| time.replace(".000000Z", "Z"));
    json!({
        "id": task["id"], "title": task["title"], "description": task["description"], "status": task["status"],
        "owner_id": task["owner_id"], "created_at": moment("created_at"), "updated_at": moment("updated_at"),
    })
}

async fn expect_user_can_continue(server: &Server, client: &Client, id: i64) {
    let tokens = log_in(server, &format!("user{id}")).await;
    let user = server.client().with_token(tokens["access_token"].as_str().unwrap());
    assert_eq!(user.get("/api/v1/auth/me").await.expect(200)["id"], id);
    let tasks = user.get("/api/v1/tasks?limit=100").await.expect(200);
    let tasks = tasks.as_array().unwrap();
    let listed: Vec<Value> = tasks.iter().map(without_newer_members).collect();
    assert_eq!(listed, older_tasks(client, id).await);
    assert_eq!(listed.len(), usize::try_from(TASKS_OF_EACH).unwrap());

    let pending = tasks.iter().find(|task| task["status"] == "pending").unwrap();
    let path = format!("/api/v1/tasks/{}", pending["id"]);
    let version = pending["version"].as_i64().unwrap();
    let edited = user.patch(&path, &json!({"title": "Edited", "status": "completed"})).await.expect(200);
    assert_eq!((&edited["title"], &edited["is_completed"]), (&json!("Edited"), &json!(true)));
    assert_eq!(edited["version"], version + 1);
    let new = user.post("/api/v1/tasks", &json!({"title": "New"})).await.expect(201);
    assert!(new["id"].as_i64().unwrap() > USERS * TASKS_OF_EACH);
    let listed = user.get("/api/v1/tasks?limit=1").await.expect(200);
    assert_eq!(listed[0]["id"], new["id"]);
}

#[tokio::test]
async fn users_of_the_older_server_find_their_data_unchanged() {
    let (sandbox, client) = v1_database(&rows()).await;
    let finished = sandbox.run(&["migrate", "--adopt", "--check"]).await;
    let report = finished.expect(0);
    assert!(report.starts_with("nothing was changed"), "{report}");
    assert_eq!(number(&client, "SELECT count(*) FROM users WHERE hashed_password LIKE '$2b$%'").await, USERS);

    let finished = sandbox.run(&["migrate", "--adopt"]).await;
    let report = finished.expect(0);
    assert!(report.starts_with("adopted 10000 users and 60000 tasks"), "{report}");
    assert!(report.contains("the table alembic_version"), "{report}");
    for table in ["users", "tasks"] {
        let lost = format!(
            "SELECT count(*) FROM older_{table} o FULL JOIN {table} n USING (id)
            WHERE o.id IS NULL OR n.id IS NULL"
        );
        assert_eq!(number(&client, &lost).await, 0, "{table}");
    }
    assert_eq!(
        number(&client, "SELECT sum(live_tasks)::bigint FROM task_counters").await,
        USERS * TASKS_OF_EACH
    );
    let again = sandbox.run(&["migrate", "--adopt"]).await;
    assert!(again.expect(0).starts_with("nothing to adopt"), "{again:?}");

    let server = sandbox.start_ready().await;
    for id in [1, 4711, USERS - 1] {
        expect_user_can_continue(&server, &client, id).await;
    }
    assert_eq!(server.client().log_in("user100", PASSWORD).await.status, 403);
    server.stop().await.expect(0);
}

#[tokio::test]
async fn server_does_not_change_an_older_database() {
    let (sandbox, client) = v1_database("").await;
    for command in [&["serve"][..], &["migrate"], &["migrate", "--check"], &["seed"]] {
        let finished = sandbox.run(command).await;
        let error_message = finished.expect_error(1);
        assert!(
            error_message.contains("`tasklane migrate --adopt` adopts them"),
            "{command:?}: {error_message}"
        );
    }
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    assert_eq!(number(&client, tables).await, 3);
}

#[tokio::test]
async fn faults_are_reported_without_secrets() {
    let rows = "INSERT INTO users (email, username, hashed_password, is_active) VALUES
        ('canary@example.org', 'ab', '$canary$', true), ('CANARY@example.org', 'canary', '', true)";
    let (sandbox, client) = v1_database(rows).await;
    for arguments in [&["migrate", "--adopt", "--check"][..], &["migrate", "--adopt"]] {
        let finished = sandbox.run(arguments).await;
        let error_message = finished.expect_error(1);
        for part in [
            "differ only in case: 1 = 2\n",
            "at least 3 characters long: 1\n",
            "and is of an unknown kind: 1\n",
            "and is missing: 2\n",
        ] {
            assert!(error_message.contains(part), "{part}: {error_message}");
        }
        assert!(!error_message.to_lowercase().contains("canary"), "{error_message}");
    }
    assert_eq!(number(&client, "SELECT count(*) FROM users WHERE username = 'ab'").await, 1);
}

#[tokio::test]
async fn concurrent_adoptions_both_succeed() {
    let (sandbox, client) = v1_database(
        "INSERT INTO users (email, username, hashed_password, is_active)
        VALUES ('ada@example.org', 'ada', '$2b$04$' || repeat('.', 53), true)",
    )
    .await;
    let both = tokio::join!(sandbox.run(&["migrate", "--adopt"]), sandbox.run(&["migrate", "--adopt"]));
    let mut outputs = [both.0.expect(0), both.1.expect(0)];
    outputs.sort_unstable();
    assert!(
        outputs[0].starts_with("adopted 1 user") && outputs[1].starts_with("nothing to adopt"),
        "{outputs:?}"
    );
    assert_eq!(number(&client, "SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn adoption_report_is_available_as_json() {
    let user = "INSERT INTO users (email, username, hashed_password, is_active)
        VALUES (' ada@example.org', 'ada', '$2b$04$' || repeat('.', 53), true)";
    let (sandbox, _client) = v1_database(user).await;
    let report_of = async |arguments: &[&str]| -> Value {
        let finished = sandbox.run(&[&["migrate", "--adopt", "--json"], arguments].concat()).await;
        serde_json::from_str(finished.expect(0)).unwrap()
    };
    let rehearsed = report_of(&["--check"]).await;
    let report = rehearsed["would_adopt"].clone();
    assert_eq!(
        (&report["users"], &report["tasks"], &report["left"]),
        (&json!(1), &json!(0), &json!(["the table alembic_version"]))
    );
    assert_eq!(report["mended"].as_object().unwrap().len(), 1, "{report}");
    assert_eq!(report_of(&[]).await, json!({"adopted": report}));
    assert_eq!(report_of(&[]).await, json!({"applied": []}));
}
