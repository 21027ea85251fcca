//! A cluster that the previous release distributed is migrated while servers of that release use it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio_postgres::Client;

use crate::cluster::Cluster;
use crate::support::Server;

const DUMP: &str = include_str!("../../../adapters-postgres/tests/previous_release.sql");
/// The previous release distributed the same tables, except login names.
const DISTRIBUTE: &str = include_str!("../../../migrations/citus/distribute.sql");
const LOGIN_NAMES: &str = ",\n            (6, 'login_names', 'canonical', 'none')";
const USERS: i64 = 10_000;
/// The password of each user in the dump.
const PASSWORD: &str = "correct horse";

/// Inserts more users, with the password of ada.
const ADD_USERS: &str = "
INSERT INTO users (email, email_canonical, username, username_canonical, hashed_password, created_at, updated_at)
SELECT new || '@example.org', new || '@example.org', new, new, hashed_password, created_at, updated_at
FROM (SELECT * FROM users WHERE username_canonical = 'ada') AS ada, (SELECT 'user-' || n AS new FROM generate_series(1, $1::bigint) AS n) AS names";
/// The previous release registers a user with this statement only.
const REGISTER: &str = "
INSERT INTO users (email, email_canonical, username, username_canonical, hashed_password, created_at, updated_at)
SELECT $1 || '@example.org', $1 || '@example.org', $1, $1, hashed_password, created_at, updated_at
FROM users WHERE username_canonical = 'ada' RETURNING id";
/// A write of another user in the previous release.
const CREATE_TASK: &str = "
INSERT INTO tasks (owner_id, title, status, priority, tags, version, change_seq, created_at, updated_at)
VALUES ($1, 't', 'pending', 'none', '{}', 1, $2, now(), now())";
const RECORDED: &str = "
SELECT count(*) FROM login_names AS record JOIN users ON users.id = record.user_id
WHERE username LIKE 'user-%' AND record.canonical = CASE record.kind WHEN 'email' THEN email_canonical ELSE username_canonical END";

/// Returns a cluster as the previous release left it.
async fn distributed_by_the_previous_release() -> Cluster {
    let cluster = Cluster::create().await;
    let client = cluster.client().await;
    // Otherwise, Citus would distribute the tables of the dump itself.
    client.batch_execute("SET citus.enable_local_reference_table_foreign_keys = off").await.unwrap();
    client.batch_execute(DUMP).await.unwrap();
    assert!(DISTRIBUTE.contains(LOGIN_NAMES));
    let distribute = format!("SET citus.shard_count = 8; {}", DISTRIBUTE.replace(LOGIN_NAMES, ""));
    client.batch_execute(&distribute).await.unwrap();
    assert_eq!(client.execute(ADD_USERS, &[&USERS]).await.unwrap(), USERS.unsigned_abs());
    cluster
}

/// Writes as servers of the previous release do. Returns the new users, and the longest time of a write.
async fn write(client: &Client, is_stopped: &AtomicBool) -> (Vec<String>, Duration) {
    let (mut names, mut longest) = (Vec::new(), Duration::ZERO);
    while !is_stopped.load(Ordering::Relaxed) {
        let (name, begin) = (format!("late-{}", names.len()), Instant::now());
        let id: i64 = client.query_one(REGISTER, &[&name]).await.unwrap().get(0);
        client.execute(CREATE_TASK, &[&id, &1_i64]).await.unwrap();
        longest = longest.max(begin.elapsed());
        names.push(name);
    }
    (names, longest)
}

async fn expect_login(server: &Server, name: &str) {
    for name in [name.to_owned(), format!("{name}@example.org")] {
        server.client().log_in(&name, PASSWORD).await.expect(200);
    }
}

async fn register(server: &Server, name: &str) -> String {
    let account = json!({"email": format!("new-{name}@example.org"), "username": name, "password": PASSWORD});
    server.client().post("/api/v1/auth/register", &account).await.problem(400)
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_cluster_of_the_previous_release_is_migrated_while_its_servers_write() {
    let cluster = distributed_by_the_previous_release().await;
    let (client, is_stopped) = (cluster.client().await, AtomicBool::new(false));
    let sandbox = cluster.sandbox();
    let (begin, migrate) = (Instant::now(), async {
        sandbox.run(&["migrate"]).await.expect(0);
        is_stopped.store(true, Ordering::Relaxed);
    });
    let ((late, longest), ()) = tokio::join!(write(&client, &is_stopped), migrate);
    println!(
        "migration with {USERS} users: {:.1?}, {} registrations, the slowest {longest:.1?}",
        begin.elapsed(),
        late.len()
    );
    assert!(!late.is_empty());
    sandbox.run(&["migrate", "--check"]).await.expect(0);
    let recorded: i64 = client.query_one(RECORDED, &[]).await.unwrap().get(0);
    assert_eq!(recorded, 2 * USERS, "each user must have both names");

    let server = sandbox.start_ready().await;
    let names = (1..=USERS).step_by(500).map(|number| format!("user-{number}"));
    for name in names.chain(late.iter().take(3).cloned()).chain([String::from("bob")]) {
        expect_login(&server, &name).await;
    }
    // The previous release still registers users after the migration.
    client.query_one(REGISTER, &[&"after"]).await.unwrap();
    expect_login(&server, "after").await;
    for taken in ["user-7", late[0].as_str(), "after", "ADA"] {
        assert_eq!(register(&server, taken).await, "username-taken", "{taken}");
    }
    server.stop().await.expect(0);
}
