//! Fewer PostgreSQL connections than concurrent requests.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::harness::{
    Cluster, Load, MAX_LIVENESS_TIME, MAX_RESPONSE_TIME, OUTAGE, ProbeLoop, RestartableServer,
    expect_consistent_counters,
};
use crate::support::{RawConnection, Sandbox, log_in, request, sign_up};

/// The maximum Retry-After, in seconds.
const LONGEST_RETRY_AFTER: f64 = 2.5;

// assures: R803
#[tokio::test(flavor = "multi_thread")]
async fn one_connection_serves_all_clients() {
    let mut restartable =
        RestartableServer::open(Sandbox::on_postgres().await.with("DB_POOL_SIZE", "1")).await;
    let load = Load::on(&restartable).await;
    load.wait_for_acknowledged_writes(300).await;
    let check = load.stop().await;
    assert!(check.seen.slowest() < MAX_RESPONSE_TIME);
    check.expect_consistent("a pool with one connection").await;
    restartable.stop().await;
}

// assures: R802
/// While the only connection is busy, requests without database access are served as usual. A request that needs the
/// database is rejected with Retry-After.
#[tokio::test(flavor = "multi_thread")]
async fn request_without_database_access_does_not_wait_for_a_connection() {
    let sandbox = Sandbox::on_postgres().await.with("DB_POOL_SIZE", "1").with("MAX_IN_FLIGHT", "100");
    let url = sandbox.database().unwrap().url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let patient = format!("{url}{separator}options=-c%20lock_timeout%3D0%20-c%20statement_timeout%3D0");
    let mut restartable = RestartableServer::open(sandbox.with("DATABASE_URL", &patient)).await;
    let ada = sign_up(restartable.server(), "ada").await;
    let task = ada.post("/api/v1/tasks", &json!({"title": "Locked"})).await.expect(201);
    let tokens = log_in(restartable.server(), "ada").await;
    let bearer = format!("Authorization: Bearer {}", tokens["access_token"].as_str().unwrap());
    let database = restartable.sandbox().database().unwrap();
    let client = database.client().await;
    let lock = format!("BEGIN; SELECT FROM tasks WHERE id = {} FOR UPDATE", task["id"]);
    client.batch_execute(&lock).await.unwrap();
    let mut waiting = RawConnection::open(restartable.address()).await;
    let delete = format!("DELETE /api/v1/tasks/{}", task["id"]);
    waiting.send(&request(&delete, &[&bearer, "Connection: close"], "")).await;
    database.wait_until_a_lock_is_awaited().await;

    let anonymous = restartable.server().client();
    let begin = Instant::now();
    anonymous.get("/api/v1/tasks").await.problem(401);
    anonymous.with_token("garbage").get("/api/v1/tasks").await.problem(401);
    anonymous.get("/api/v1/nowhere").await.problem(404);
    anonymous.get("/health/live").await.expect(200);
    anonymous.post("/api/v1/auth/register", &json!({"email": 1})).await.problem(422);
    ada.post("/api/v1/tasks", &json!({"title": ""})).await.problem(422);
    ada.get("/api/v1/tasks/seven").await.problem(422);
    assert_eq!(ada.send(ada.request(Method::OPTIONS, "/api/v1/tasks")).await.status, 204);
    let unhindered = begin.elapsed();
    let begin = Instant::now();
    let rejected = ada.get("/api/v1/tasks").await;
    let waited = begin.elapsed();
    println!("exhausted pool: 8 other requests took {unhindered:?}, rejected after {waited:?}");
    assert!(unhindered < 8 * MAX_LIVENESS_TIME, "{unhindered:?}");
    assert_eq!(rejected.problem(503), "unavailable");
    assert!(rejected.header("retry-after").unwrap().parse::<f64>().unwrap() <= LONGEST_RETRY_AFTER);
    assert!(waited > Duration::from_secs(1), "the request must wait for a connection: {waited:?}");

    client.batch_execute("ROLLBACK").await.unwrap();
    waiting.read_to_end().await;
    ada.get("/api/v1/tasks").await.expect(200);
    restartable.stop().await;
}

// assures: R802
/// The connection limit of the role simulates other programs that use up the connections.
#[tokio::test(flavor = "multi_thread")]
async fn server_works_with_the_connections_that_postgres_grants() {
    let cluster = Cluster::start().await;
    let client = cluster.client().await;
    let role = "CREATE ROLE frugal SUPERUSER LOGIN; ALTER ROLE frugal NOSUPERUSER CONNECTION LIMIT 4; \
                GRANT ALL ON DATABASE postgres TO frugal; GRANT ALL ON SCHEMA public TO frugal";
    client.batch_execute(role).await.unwrap();
    let url = format!("postgres://frugal@{}/postgres", cluster.address());
    let mut restartable = RestartableServer::open(cluster.sandbox().with("DATABASE_URL", &url)).await;
    let (probes, load) = (ProbeLoop::on(&restartable), Load::on(&restartable).await);
    sleep(OUTAGE).await;
    let failed = load.seen.failed();
    client.batch_execute("ALTER ROLE frugal CONNECTION LIMIT -1").await.unwrap();
    load.wait_for_acknowledged_writes(200).await;
    let check = load.stop().await;
    probes.end().await;
    println!("connection limit: {failed} rejected");
    assert_eq!(check.seen.count_of(504), 0, "a rejected write must be reported as not stored");
    check.expect_consistent("a limit on connections").await;
    expect_consistent_counters(&client).await;
    restartable.stop().await;
}
