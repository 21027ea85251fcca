//! What PostgreSQL says of the server's sessions, and of what they have written.

use tokio_postgres::Client;

use crate::support::eventually;

/// How many sessions of the program there are, and how many of them sit in a transaction.
const SESSIONS: &str = "SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%') \
                        FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tasklane'";
/// Whether the counters by which the quotas are kept tell the truth.
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

pub(crate) async fn counters_must_be_right(client: &Client) {
    assert!(client.query(WRONG_COUNTERS, &[]).await.unwrap().is_empty());
}

pub(crate) async fn sessions(client: &Client) -> u64 {
    let count: i64 = client.query_one(SESSIONS, &[]).await.unwrap().get(0);
    count.try_into().unwrap()
}

/// As many as the pool may have, one for what goes on beside the requests, and one that listens. A session that was
/// given up may take as long as a statement may.
pub(crate) async fn until_no_session_is_wasted(client: &Client, pool_size: u64) {
    eventually("no session is wasted", async || {
        let row = client.query_one(SESSIONS, &[]).await.unwrap();
        u64::try_from(row.get::<_, i64>(0)).unwrap() <= pool_size + 2 && row.get::<_, i64>(1) == 0
    })
    .await;
}
