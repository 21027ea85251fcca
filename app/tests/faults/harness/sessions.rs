//! Queries PostgreSQL for the database connections of the server, and checks the task counters.

use tokio_postgres::Client;

use crate::support::eventually;

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

pub(crate) async fn expect_consistent_counters(client: &Client) {
    assert!(client.query(WRONG_COUNTERS, &[]).await.unwrap().is_empty());
}

pub(crate) async fn sessions(client: &Client) -> u64 {
    let count: i64 = client.query_one(SESSIONS, &[]).await.unwrap().get(0);
    count.try_into().unwrap()
}

/// Waits until the server has at most `pool_size` connections for requests, one for background work and one for LISTEN,
/// and none is idle in a transaction. An abandoned connection may stay open as long as the statement timeout.
pub(crate) async fn wait_until_connections_are_released(client: &Client, pool_size: u64) {
    eventually("the connections are released", async || {
        let row = client.query_one(SESSIONS, &[]).await.unwrap();
        u64::try_from(row.get::<_, i64>(0)).unwrap() <= pool_size + 2 && row.get::<_, i64>(1) == 0
    })
    .await;
}
