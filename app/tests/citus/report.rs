//! Prints the cluster, and what is known to be slow or incomplete on it.

use crate::cluster::Cluster;

const LIMITATIONS: [&str; 6] = [
    "logins lock a row of a table that is stored on every node, so logins of different users can wait for each other, and \
     need the first worker",
    "each write of a user account (registration, password, profile) is written on every node, one at a time, and fails \
     while a node is down",
    "creating a task inserts through the coordinator and commits in two phases (about 0.1 of the rate of one PostgreSQL)",
    "every replica loads the revoked sessions from all shards several times a second; while a worker is down, the list \
     can't be loaded and each request reads its session instead",
    "the cleanup finds expired rows on all shards, so it pauses while a worker is down",
    "requests of users on a frozen worker can occupy all connections of a replica",
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
    for limitation in LIMITATIONS {
        println!("not yet: {limitation}");
    }
}
