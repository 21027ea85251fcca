//! Watches which nodes of a Citus cluster respond, and whether all tables are distributed.
//!
//! The entry node is the node in `DATABASE_URL`. One statement per other node makes the entry node run `SELECT 1` on
//! that node. The check of Citus itself, `citus_check_cluster_node_health`, would make each node connect to each other
//! node.

use std::convert::Infallible;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use metrics::gauge;
use tokio::time::{sleep, timeout};

use crate::connection::config::PostgresConfig;
use crate::connection::connect::connect;
use crate::migrate::citus::undistributed_on;

const PERIOD: Duration = Duration::from_secs(5);
/// The timeout of one connection attempt or query. A busy node responds within this time, which is shorter than the
/// statement timeout.
const TIMEOUT: Duration = Duration::from_secs(2);

const OTHER_NODES: &str = "
SELECT nodename AS name, nodeport AS port, shouldhaveshards AS has_shards FROM pg_dist_node
WHERE isactive AND noderole = 'primary' AND groupid <> (SELECT groupid FROM pg_dist_local_group)
ORDER BY nodeid";
const IS_ENTRY_NODE_WITH_SHARDS: &str = "
SELECT coalesce(bool_or(shouldhaveshards), false) AS value FROM pg_dist_node
WHERE groupid = (SELECT groupid FROM pg_dist_local_group)";
const PING: &str =
    "SELECT success AS value FROM master_run_on_worker(ARRAY[$1], ARRAY[$2], ARRAY['SELECT 1'], false)";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct NodeRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    port: i32,
    #[diesel(sql_type = Bool)]
    has_shards: bool,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct BooleanRow {
    #[diesel(sql_type = Bool)]
    value: bool,
}

/// Watches the nodes until the future is dropped. Sends no query unless the database is on a Citus cluster.
pub async fn watch_nodes(config: PostgresConfig) -> Infallible {
    let gauge = gauge!(
        description: "Nodes of a Citus cluster that do not respond to the node in DATABASE_URL",
        "tasklane_database_nodes_unreachable"
    );
    gauge.set(0);
    let cluster = &config.target().cluster;
    let (mut unreachable, mut undistributed) = (Vec::new(), Vec::new());
    loop {
        sleep(PERIOD).await;
        if !cluster.is_citus() {
            continue;
        }
        // Without the entry node, the status of the other nodes is unknown. The readiness check then fails anyway.
        let Some(status) = check(&config).await else { continue };
        if status.unreachable != unreachable {
            report(&status.unreachable);
            unreachable.clone_from(&status.unreachable);
        }
        if status.undistributed != undistributed {
            report_undistributed(&status.undistributed);
            undistributed.clone_from(&status.undistributed);
        }
        gauge.set(u32::try_from(unreachable.len()).unwrap_or(u32::MAX));
        cluster.set_has_shards(status.has_shards);
    }
}

fn report(unreachable: &[String]) {
    if unreachable.is_empty() {
        tracing::info!("all nodes of the Citus cluster respond again");
    } else {
        let nodes = unreachable.join(", ");
        tracing::warn!(
            nodes,
            "nodes of the Citus cluster do not respond, requests of users stored there fail"
        );
    }
}

fn report_undistributed(tables: &[String]) {
    if tables.is_empty() {
        tracing::info!("all tables are distributed across the Citus cluster");
    } else {
        let tables = tables.join(", ");
        tracing::warn!(
            tables,
            "tables are not distributed across the Citus cluster, the server is not ready: run `tasklane migrate` on the \
             coordinator"
        );
    }
}

struct Status {
    unreachable: Vec<String>,
    undistributed: Vec<String>,
    /// Whether a node with shards responds.
    has_shards: bool,
}

async fn check(config: &PostgresConfig) -> Option<Status> {
    let mut connection = timeout(TIMEOUT, connect(config.target())).await.ok()?.ok()?;
    let nodes: Vec<NodeRow> = diesel::sql_query(OTHER_NODES).load(&mut connection).await.ok()?;
    let entry_node: BooleanRow =
        diesel::sql_query(IS_ENTRY_NODE_WITH_SHARDS).get_result(&mut connection).await.ok()?;
    let undistributed = undistributed_on(&mut connection).await.ok()?;
    let mut status = Status { unreachable: Vec::new(), undistributed, has_shards: entry_node.value };
    for node in nodes {
        let responds = timeout(TIMEOUT, ping(&mut connection, &node)).await;
        match responds {
            Ok(Ok(true)) => status.has_shards |= node.has_shards,
            Ok(_) => status.unreachable.push(format!("{}:{}", node.name, node.port)),
            Err(_elapsed) => {
                status.unreachable.push(format!("{}:{}", node.name, node.port));
                // The statement still runs on this connection.
                connection = timeout(TIMEOUT, connect(config.target())).await.ok()?.ok()?;
            }
        }
    }
    Some(status)
}

async fn ping(connection: &mut AsyncPgConnection, node: &NodeRow) -> QueryResult<bool> {
    let ping = diesel::sql_query(PING).bind::<Text, _>(&node.name).bind::<Integer, _>(node.port);
    let rows: Vec<BooleanRow> = ping.load(connection).await?;
    Ok(rows.iter().all(|row| row.value))
}
