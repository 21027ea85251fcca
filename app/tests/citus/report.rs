//! Prints the nodes of the cluster, the fixed faults on Citus, and the remaining limitations.

use crate::cluster::Cluster;

/// Each fixed fault, and the test that would find it.
const FIXED: [(&str, &str); 11] = [
    (
        "`migrate` on a registered coordinator, and servers that are ready before the distribution",
        "distribution::migrate_distributes_the_tables_on_a_registered_coordinator",
    ),
    ("batches and restores returned 500", "every_node::batches_and_restores_succeed"),
    (
        "a login after a restart of a worker returned 500",
        "node_failures::login_after_a_worker_restart_gets_no_internal_error",
    ),
    (
        "writes that were committed returned 503",
        "node_failures::crash_of_a_worker_under_load_keeps_acknowledged_writes",
    ),
    (
        "a server could not start while a worker was down",
        "node_failures::server_starts_and_serves_other_users_while_a_worker_is_down",
    ),
    (
        "a server on a worker did not start, or was never ready",
        "every_node::server_on_each_node_is_ready_and_loses_no_write_across_restarts",
    ),
    (
        "memory grew on a worker that serves requests",
        "none: measured by hand, with `plan_cache_mode = force_custom_plan`",
    ),
    (
        "servers were ready with all workers down, and no metric counted the nodes",
        "node_failures::server_is_not_ready_while_all_workers_are_down",
    ),
    ("ids above 2^53 on nodes with high group numbers", "distribution::worker_with_inexact_ids_is_rejected"),
    (
        "the number of shards was always 32 (`CITUS_SHARD_COUNT`)",
        "distribution::migrate_distributes_the_tables_on_a_registered_coordinator",
    ),
    (
        "the documented installation failed at its second statement",
        "none: the commands were run by hand, node by node",
    ),
];

const LIMITATIONS: [&str; 6] = [
    "logins lock a row of a table that is stored on every node, so logins of different users can wait for each other or \
     deadlock, and need the first worker",
    "each write of a user account (registration, password, profile) is written on every node, one at a time, and fails \
     while a node is down",
    "creating a task inserts through the coordinator and commits in two phases (about 0.1 of the rate of one PostgreSQL)",
    "every replica loads the revoked sessions from all shards several times a second; while a worker is down, the list \
     can't be loaded and each request reads its session instead",
    "the cleanup finds expired rows on all shards, so it pauses while a worker is down",
    "while a worker is frozen, requests of users whose rows are on it can occupy all database connections of a server; \
     each request holds its connection for up to about 5 s",
];

#[tokio::test]
async fn cluster_is_reported() {
    let cluster = Cluster::create().await;
    let version = cluster.client().await.query_one("SELECT citus_version(), version()", &[]).await.unwrap();
    println!("{}; {}", version.get::<_, String>(0), version.get::<_, String>(1));
    for node in &cluster.nodes {
        let kind = if node.is_coordinator { "coordinator" } else { "worker" };
        println!("{kind} {}:{}", node.host, node.port);
    }
    for (fault, test) in FIXED {
        println!("fixed: {fault} (test: {test})");
    }
    for limitation in LIMITATIONS {
        println!("limitation: {limitation}");
    }
}
