//! Databases on the nodes of a Citus cluster, for tests with `TEST_DATABASE_URL` of a coordinator.

use tokio_postgres::{Client, Config, NoTls};

struct Node {
    host: String,
    port: u16,
}

/// The nodes of the cluster to which a test server belongs. The first node is the coordinator.
pub(crate) struct TestCluster {
    server: Config,
    nodes: Vec<Node>,
}

impl TestCluster {
    /// Returns `None` if the server is not a coordinator with registered nodes.
    pub(crate) async fn of(server: &str) -> Option<Self> {
        let server: Config = server.parse().unwrap();
        let client = connect(&server).await;
        let catalog = "SELECT to_regclass('pg_dist_node') IS NOT NULL";
        if !client.query_one(catalog, &[]).await.unwrap().get::<_, bool>(0) {
            return None;
        }
        let nodes = "SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' ORDER BY groupid";
        let rows = client.query(nodes, &[]).await.unwrap();
        let node = |row: &tokio_postgres::Row| Node {
            host: row.get(0),
            port: u16::try_from(row.get::<_, i32>(1)).unwrap(),
        };
        let nodes: Vec<Node> = rows.iter().map(node).collect();
        (!nodes.is_empty()).then_some(Self { server, nodes })
    }

    /// Creates a database on every node and registers the nodes in it.
    pub(crate) async fn create(&self, name: &str) {
        for node in &self.nodes {
            let create = format!("CREATE DATABASE {name} TEMPLATE template0");
            self.client(node, None).await.batch_execute(&create).await.unwrap();
            self.client(node, Some(name)).await.batch_execute("CREATE EXTENSION citus").await.unwrap();
        }
        let Some((coordinator, workers)) = self.nodes.split_first() else { return };
        let client = self.client(coordinator, Some(name)).await;
        let host = "SELECT citus_set_coordinator_host($1, $2)";
        client.execute(host, &[&coordinator.host, &i32::from(coordinator.port)]).await.unwrap();
        for worker in workers {
            let add = "SELECT citus_add_node($1, $2)";
            client.execute(add, &[&worker.host, &i32::from(worker.port)]).await.unwrap();
        }
    }

    pub(crate) async fn drop(&self, name: &str) {
        let drop_database = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        for node in &self.nodes {
            self.client(node, None).await.batch_execute(&drop_database).await.unwrap();
        }
    }

    async fn client(&self, node: &Node, database: Option<&str>) -> Client {
        let mut config = Config::new();
        config.host(&node.host).port(node.port);
        if let Some(user) = self.server.get_user() {
            config.user(user);
        }
        if let Some(password) = self.server.get_password() {
            config.password(password);
        }
        if let Some(database) = database.or_else(|| self.server.get_dbname()) {
            config.dbname(database);
        }
        connect(&config).await
    }
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
