//! Migration of a cluster, and the checks for tables that are not distributed.

use serde_json::json;

use crate::cluster::Cluster;
use crate::support::eventually;

const SHARDS: &str = "SELECT count(*) FROM pg_dist_shard WHERE logicalrelid = 'tasks'::regclass";
const LOCAL_TABLE: &str = "CREATE TABLE known_networks (
    user_id bigint REFERENCES users (id) ON DELETE CASCADE,
    network text,
    last_login_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, network))";

async fn pending(cluster: &Cluster, exit_code: i32) -> serde_json::Value {
    let checked = cluster.sandbox().run(&["migrate", "--check", "--json"]).await;
    checked.expect(exit_code);
    serde_json::from_str(&checked.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn migrate_distributes_the_tables_on_a_registered_coordinator() {
    let cluster = Cluster::create().await;
    cluster.sandbox().with("CITUS_SHARD_COUNT", "12").run(&["migrate"]).await.expect(0);
    assert_eq!(pending(&cluster, 0).await, json!({"pending": []}));
    let shards: i64 = cluster.client().await.query_one(SHARDS, &[]).await.unwrap().get(0);
    assert_eq!(shards, 12, "CITUS_SHARD_COUNT must set the number of shards");
    cluster.sandbox().run(&["migrate"]).await.expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn server_is_not_ready_while_a_table_is_not_distributed() {
    let cluster = Cluster::migrated().await;
    let server = cluster.sandbox().with("MIGRATE_ON_START", "false").start_ready().await;
    // Citus can't turn a table back into a local table if the foreign keys lead to identity columns.
    cluster.execute("DROP TABLE known_networks").await;
    cluster.execute(LOCAL_TABLE).await;
    assert_eq!(pending(&cluster, 1).await, json!({"pending": ["distribute known_networks"]}));
    eventually("the server is not ready", async || !server.is_ready().await).await;
    server.wait_until_logged("tables are not distributed across the Citus cluster").await;
    cluster.sandbox().run(&["migrate"]).await.expect(0);
    eventually("the server is ready", async || server.is_ready().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_with_inexact_ids_is_rejected() {
    let cluster = Cluster::migrated().await;
    // Citus does not connect to an inactive node.
    let add = "ALTER SEQUENCE pg_catalog.pg_dist_groupid_seq RESTART 32; SELECT citus_add_inactive_node('192.0.2.1', 5432)";
    cluster.execute(add).await;
    let checked = cluster.sandbox().run(&["migrate", "--check"]).await;
    checked.expect(1);
    assert!(checked.stderr.contains("2^53"), "{}", checked.stderr);
    let doctor = cluster.sandbox().run(&["doctor"]).await;
    assert!(doctor.expect(1).contains("2^53"), "{doctor:?}");
}
