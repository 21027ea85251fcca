//! The cluster of `TEST_CITUS_URL`.

use std::process::Command;

use tasklane_postgres::testing::TestDatabase;
use tokio_postgres::{Client, NoTls};

use crate::support::{SECRET_KEY, Sandbox};

pub(crate) struct Node {
    pub(crate) host: String,
    pub(crate) port: i32,
    pub(crate) is_coordinator: bool,
}

/// A database on every node of the cluster.
pub(crate) struct Cluster {
    database: TestDatabase,
    pub(crate) nodes: Vec<Node>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the address of the tests' cluster is not a setting of the program"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Cluster {
    /// Creates a database without tables.
    pub(crate) async fn create() -> Self {
        let database = TestDatabase::create_empty().await;
        let nodes = "SELECT nodename, nodeport, groupid = 0 FROM pg_dist_node WHERE noderole = 'primary' ORDER BY groupid";
        let rows = database.client().await.query(nodes, &[]).await.unwrap();
        let node = |row: &tokio_postgres::Row| Node {
            host: row.get(0),
            port: row.get(1),
            is_coordinator: row.get(2),
        };
        let nodes = rows.iter().map(node).collect();
        Self { database, nodes }
    }

    /// Creates a database with distributed tables.
    pub(crate) async fn migrated() -> Self {
        let cluster = Self::create().await;
        cluster.sandbox().run(&["migrate"]).await.expect(0);
        cluster
    }

    /// Returns a sandbox for the coordinator.
    pub(crate) fn sandbox(&self) -> Sandbox {
        sandbox_at(&self.database.url())
    }

    /// Returns a sandbox for this node.
    pub(crate) fn sandbox_on(&self, node: &Node) -> Sandbox {
        let url = self.database.url();
        let (scheme, rest) = url.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let user = authority.rsplit_once('@').map(|(user, _)| format!("{user}@")).unwrap_or_default();
        sandbox_at(&format!("{scheme}://{user}{}:{}/{path}", node.host, node.port))
    }

    pub(crate) async fn client(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.client().await.batch_execute(sql).await.unwrap();
    }

    /// Returns the ports of the workers.
    pub(crate) fn workers(&self) -> Vec<i32> {
        self.nodes.iter().filter(|node| !node.is_coordinator).map(|node| node.port).collect()
    }
}

fn sandbox_at(url: &str) -> Sandbox {
    let sandbox = Sandbox::on_sqlite().with("SECRET_KEY", SECRET_KEY).with("DATABASE_URL", url);
    sandbox.with("METRICS_ADDR", "127.0.0.1:0").with("CITUS_SHARD_COUNT", "8")
}

/// Controls a worker. Restores it when the test ends.
pub(crate) struct WorkerControl {
    command: String,
    port: i32,
    undo: Option<&'static str>,
}

impl WorkerControl {
    /// Returns `None`, and says so, without `TEST_CITUS_WORKER_COMMAND`.
    pub(crate) fn of(port: i32) -> Option<Self> {
        let command = variable("TEST_CITUS_WORKER_COMMAND");
        if command.is_none() {
            println!("SKIPPED: TEST_CITUS_WORKER_COMMAND is not set, so no worker is stopped");
        }
        command.map(|command| Self { command, port, undo: None })
    }

    pub(crate) fn stop(&mut self) {
        self.run("stop", Some("start"));
    }

    pub(crate) fn kill(&mut self) {
        self.run("kill", Some("start"));
    }

    pub(crate) fn freeze(&mut self) {
        self.run("freeze", Some("thaw"));
    }

    /// Starts or thaws the worker.
    pub(crate) fn restore(&mut self) {
        if let Some(undo) = self.undo {
            self.run(undo, None);
        }
    }

    fn run(&mut self, action: &str, undo: Option<&'static str>) {
        let command = format!("{} {} {action}", self.command, self.port);
        self.undo = undo;
        let status = Command::new("sh").args(["-c", &command]).status().unwrap();
        // A second panic during cleanup would hide the first one.
        assert!(status.success() || std::thread::panicking(), "{command}");
    }
}

impl Drop for WorkerControl {
    fn drop(&mut self) {
        self.restore();
    }
}
