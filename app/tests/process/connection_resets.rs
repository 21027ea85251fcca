//! Clients that reset their connections in the middle of requests don't affect other clients, even if all share one
//! database connection.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};
use tasklane_postgres::testing::TestDatabase;
use tasklane_tests::Client;

use crate::support::{PASSWORD, RawConnection, Sandbox, Server, eventually, log_in, request, sign_up};

const ATTACKS: usize = 300;
const CONCURRENT: usize = 3;
const LONG_LIST: usize = 1000;

/// Sends complete requests and resets the connections before the responses are complete.
#[derive(Clone)]
struct Attacker {
    server: SocketAddr,
    bystander: Client,
    requests: [String; 5],
}

impl Attacker {
    async fn new(server: &Server) -> Self {
        let api = sign_up(server, "mallory").await;
        let create = async |number| {
            api.post("/api/v1/tasks", &json!({"title": format!("Long {number}")})).await.expect(201);
        };
        stream::iter(0..LONG_LIST).for_each_concurrent(CONCURRENT, create).await;
        let tokens = log_in(server, "mallory").await;
        let bearer = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());
        let id = api.get("/api/v1/auth/me").await.expect(200)["id"].to_string();
        let json = "Content-Type: application/json";
        let login = json!({"username": "mallory", "password": PASSWORD}).to_string();
        let refresh = json!({"refresh_token": tokens["refresh_token"]}).to_string();
        let requests = [
            request("GET /api/v1/tasks?limit=1000", &[&bearer], ""),
            request(&format!("GET /api/{id}/tasks"), &[&bearer], ""),
            request("POST /api/v1/tasks", &[&bearer, json], r#"{"title":"Never mind"}"#),
            request("POST /api/v1/auth/login", &[json], &login),
            request("POST /api/v1/auth/refresh", &[json], &refresh),
        ];
        Self { server: server.address(), bystander: server.client(), requests }
    }

    /// Sends a request, and resets the connection at one of three moments: immediately, after a response to another
    /// client, or in the middle of the response.
    async fn send_and_reset(&self, number: usize) {
        let mut connection = RawConnection::open_with_small_buffer(self.server).await;
        connection.send(&self.requests[number % self.requests.len()]).await;
        match number / self.requests.len() % 3 {
            0 => {}
            1 => drop(self.bystander.get("/health/live").await.expect(200)),
            _ => drop(connection.read_until("\r\n").await),
        }
        connection.reset();
    }

    async fn attack_repeatedly(self) {
        let attacks = stream::iter(0..ATTACKS);
        attacks.for_each_concurrent(CONCURRENT, async |number| self.send_and_reset(number).await).await;
    }
}

/// Sends typical requests and checks each response. Returns the ids of the created tasks.
async fn work(server: &Server, api: &Client, until: impl Fn() -> bool) -> BTreeSet<i64> {
    let mut created = BTreeSet::new();
    while !until() || created.is_empty() {
        let title = format!("Task {}", created.len());
        let task = api.post("/api/v1/tasks", &json!({"title": title})).await.expect(201);
        assert_eq!(task["title"], title);
        assert!(created.insert(task["id"].as_i64().unwrap()), "an id must not be reused: {task}");
        let path = format!("/api/v1/tasks/{}", task["id"]);
        assert_eq!(api.get(&path).await.expect(200), task);
        let edited = api.patch(&path, &json!({"status": "completed"})).await.expect(200);
        assert_eq!((&edited["id"], &edited["is_completed"]), (&task["id"], &json!(true)));
        assert_eq!(api.get("/api/v1/tasks?limit=1").await.expect(200), json!([edited]));
        assert_eq!(api.get("/api/v1/auth/me").await.expect(200)["username"], "ada");
        log_in(server, "ada").await;
    }
    created
}

fn ids(tasks: &Value) -> BTreeSet<i64> {
    tasks.as_array().unwrap().iter().map(|task| task["id"].as_i64().unwrap()).collect()
}

async fn expect_other_clients_are_not_affected(sandbox: &Sandbox) -> Server {
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let attacker = Attacker::new(&server).await;
    let attacks = tokio::spawn(attacker.attack_repeatedly());
    let created = work(&server, &ada, || attacks.is_finished()).await;
    attacks.await.unwrap();
    let listed = ada.get("/api/v1/tasks?limit=1000").await.expect(200);
    assert_eq!(ids(&listed), created, "the stored tasks must be the acknowledged tasks");
    server
}

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn connection_resets_affect_no_other_client_on_sqlite() {
    let sandbox = Sandbox::on_sqlite().with("DB_POOL_SIZE", "1");
    let finished = expect_other_clients_are_not_affected(&sandbox).await.stop().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}

/// Counts the database connections of the server, and how many of them are idle in a transaction.
const SESSIONS: &str = "SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%') \
                        FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tasklane'";
/// Finds task counters that don't match the stored tasks.
const WRONG_COUNTERS: &str = "SELECT owner_id FROM task_counters AS counter WHERE live_tasks <> \
                              (SELECT count(*) FROM tasks WHERE tasks.owner_id = counter.owner_id \
                               AND deleted_at IS NULL) \
                              OR stored_bytes <> \
                              (SELECT coalesce(sum(512 + 2 * (octet_length(title) \
                               + coalesce(octet_length(description), 0)) \
                               + octet_length(array_to_string(tags, ''))), 0) \
                               FROM tasks WHERE tasks.owner_id = counter.owner_id) + \
                              (SELECT coalesce(sum(512 + octet_length(key) + octet_length(body)), 0) \
                               FROM idempotency_keys WHERE user_id = counter.owner_id)";

/// Waits until the server has at most three connections (one each for requests, background work and LISTEN) and none is
/// idle in a transaction.
async fn wait_until_connections_are_released(database: &TestDatabase) {
    let client = database.client().await;
    eventually("the connections are released", async || {
        let row = client.query_one(SESSIONS, &[]).await.unwrap();
        row.get::<_, i64>(0) <= 3 && row.get::<_, i64>(1) == 0
    })
    .await;
}

async fn expect_consistent_counters(database: &TestDatabase) {
    let client = database.client().await;
    assert!(client.query(WRONG_COUNTERS, &[]).await.unwrap().is_empty());
}

// assures: R807
#[tokio::test(flavor = "multi_thread")]
async fn connection_resets_affect_no_other_client_on_postgres() {
    let sandbox = Sandbox::on_postgres().await.with("DB_POOL_SIZE", "1");
    let server = expect_other_clients_are_not_affected(&sandbox).await;
    let database = sandbox.database().unwrap();
    wait_until_connections_are_released(database).await;
    expect_consistent_counters(database).await;
    let finished = server.stop().await;
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}

/// The only database connection for requests runs a statement that waits for a lock until the end of the test. The
/// client that sent the request has disconnected.
#[tokio::test(flavor = "multi_thread")]
async fn statement_of_a_disconnected_client_does_not_block_the_connection() {
    let sandbox = Sandbox::on_postgres().await.with("DB_POOL_SIZE", "1");
    let url = sandbox.database().unwrap().url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let patient = format!("{url}{separator}options=-c%20lock_timeout%3D0%20-c%20statement_timeout%3D0");
    let sandbox = sandbox.with("DATABASE_URL", &patient);
    let server = sandbox.start_ready().await;
    let ada = sign_up(&server, "ada").await;
    let mallory = sign_up(&server, "mallory").await;
    let task = mallory.post("/api/v1/tasks", &json!({"title": "Locked"})).await.expect(201);
    let tokens = log_in(&server, "mallory").await;
    let bearer = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());

    let database = sandbox.database().unwrap();
    let client = database.client().await;
    let lock = format!("BEGIN; SELECT FROM tasks WHERE id = {} FOR UPDATE", task["id"]);
    client.batch_execute(&lock).await.unwrap();
    let mut connection = RawConnection::open(server.address()).await;
    connection.send(&request(&format!("DELETE /api/v1/tasks/{}", task["id"]), &[&bearer], "")).await;
    database.wait_until_a_lock_is_awaited().await;
    connection.reset();

    work(&server, &ada, || true).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    wait_until_connections_are_released(database).await;
    expect_consistent_counters(database).await;
}
