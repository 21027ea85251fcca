//! Databases for tests, empty or migrated.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread;
use std::time::Duration;

use secrecy::SecretString;
use tokio::runtime;
use tokio_postgres::{Client, NoTls};

use crate::test_cluster::TestCluster;
use crate::{PostgresConfig, migrate};

/// A generous timeout. A test with a working server never waits this long.
const MAX_WAIT: Duration = Duration::from_mins(1);
/// The name contains a hash of the migrations, so changed migrations get a new template.
const TEMPLATE: &str = concat!("tasklane_template_", env!("MIGRATIONS_HASH"));
const TEMPLATE_LOCK: &str = "SELECT pg_advisory_lock(5120934071168012)";
/// An advisory lock has two keys: a constant for all reusable databases, and the number of the database.
const TRY_REUSE_LOCK: &str = "SELECT pg_try_advisory_lock(51209340, $1)";

/// A database on the server in `TEST_DATABASE_URL`. If the server is the coordinator of a Citus cluster, the database is on
/// every node, with distributed tables.
pub struct TestDatabase {
    name: String,
    server: String,
    lifetime: Lifetime,
}

enum Lifetime {
    OneTest,
    /// The connection holds an advisory lock. After the connection is closed, another test can reuse the database.
    Reused(#[expect(dead_code, reason = "the connection only holds the lock")] Client),
}

impl TestDatabase {
    /// Creates a database with the tables, as a copy of a template. The first test creates the template.
    pub async fn create() -> Self {
        let server = server_url();
        if TestCluster::of(&server).await.is_some() {
            let database = Self::create_from(server, "template0").await;
            migrate(&database.config()).await.unwrap();
            return database;
        }
        create_template(&server).await;
        Self::create_from(server, TEMPLATE).await
    }

    /// Returns a database with the tables, for a test that changes only rows. If an earlier test has left a database,
    /// empties and reuses it. Reusing a database takes a tenth of the time of creating one.
    pub async fn reuse() -> Self {
        let server = server_url();
        let cluster = TestCluster::of(&server).await;
        if cluster.is_none() {
            create_template(&server).await;
        }
        let client = connect(&server).await;
        let mut number = 0;
        while !client.query_one(TRY_REUSE_LOCK, &[&number]).await.unwrap().get::<_, bool>(0) {
            number += 1;
        }
        let name = format!("tasklane_reused_{}_{number}", env!("MIGRATIONS_HASH"));
        let disconnect = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1";
        client.query(disconnect, &[&name]).await.unwrap();
        let exists =
            client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await.unwrap().is_some();
        if let (false, Some(cluster)) = (exists, &cluster) {
            cluster.create(&name).await;
            migrate(&config_of(&url_of(&server, &name))).await.unwrap();
        } else if !exists {
            client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await.unwrap();
        }
        let database = Self { name, server, lifetime: Lifetime::Reused(client) };
        if exists {
            database.clear().await;
        }
        database
    }

    /// Creates a database without tables.
    pub async fn create_empty() -> Self {
        Self::create_from(server_url(), "template0").await
    }

    /// Creates a database without tables, with this text encoding.
    pub async fn create_encoded_as(encoding: &str) -> Self {
        let options = format!("template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'");
        Self::create_from(server_url(), &options).await
    }

    async fn create_from(server: String, template: &str) -> Self {
        let random = RandomState::new().build_hasher().finish();
        let name = format!("tasklane_test_{}_{random:016x}", std::process::id());
        let database = Self { name, server, lifetime: Lifetime::OneTest };
        if let Some(cluster) = TestCluster::of(&database.server).await {
            cluster.create(&database.name).await;
            return database;
        }
        let create = format!("CREATE DATABASE {} TEMPLATE {template}", database.name);
        connect(&database.server).await.batch_execute(&create).await.unwrap();
        database
    }

    /// Returns the URL of the database.
    pub fn url(&self) -> String {
        url_of(&self.server, &self.name)
    }

    /// Returns the configuration for the stores.
    pub fn config(&self) -> PostgresConfig {
        config_of(&self.url())
    }

    /// Returns a connection for statements that the stores do not offer.
    pub async fn client(&self) -> Client {
        connect(&self.url()).await
    }

    /// Deletes all rows, which is much faster than creating another database.
    pub async fn clear(&self) {
        let clear = "TRUNCATE users, login_names, deleted_users, leases RESTART IDENTITY CASCADE";
        self.client().await.batch_execute(clear).await.unwrap();
    }

    /// Waits until a session of this database waits for a lock. On a Citus cluster, the session can be on any node. Panics if
    /// no session waits within a minute.
    pub async fn wait_until_a_lock_is_awaited(&self) {
        let is_cluster = TestCluster::of(&self.server).await.is_some();
        let sessions = if is_cluster { "citus_stat_activity" } else { "pg_stat_activity" };
        let waiting =
            format!("SELECT FROM {sessions} WHERE wait_event_type = 'Lock' AND datname = current_database()");
        self.until(&waiting, |sessions| sessions > 0).await;
    }

    /// Waits until no other session of this database runs a statement. Panics if a statement still runs after a minute.
    pub async fn wait_until_no_statement_runs(&self) {
        let running = "SELECT FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND \
                       datname = current_database()";
        self.until(running, |sessions| sessions == 0).await;
    }

    /// Repeats the query until its number of rows is as expected.
    async fn until(&self, query: &str, is_wanted: impl Fn(usize) -> bool) {
        let client = self.client().await;
        let poll = async { while !is_wanted(client.query(query, &[]).await.unwrap().len()) {} };
        tokio::time::timeout(MAX_WAIT, poll).await.unwrap();
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !matches!(self.lifetime, Lifetime::OneTest) {
            return;
        }
        let drop_database = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A separate thread drops the database, because the test's runtime can't block here.
        let dropped = thread::scope(|scope| {
            let run = || {
                let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    if let Some(cluster) = TestCluster::of(&self.server).await {
                        return cluster.drop(&self.name).await;
                    }
                    connect(&self.server).await.batch_execute(&drop_database).await.unwrap();
                });
            };
            scope.spawn(run).join()
        });
        if dropped.is_err() {
            eprintln!("cannot drop the test database {}", self.name);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the address of the tests' server is not a setting of the program"
)]
fn server_url() -> String {
    std::env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL is not set: run `make test`, or set it to the URL of a PostgreSQL superuser, such as \
         postgres://postgres@127.0.0.1:5432/postgres",
    )
}

/// Creates the template, unless another test process has created it. Test processes that start at the same time wait.
async fn create_template(server: &str) {
    let client = connect(server).await;
    client.batch_execute(TEMPLATE_LOCK).await.unwrap();
    let finished = "SELECT FROM pg_database WHERE datname = $1 AND datistemplate";
    if client.query_opt(finished, &[&TEMPLATE]).await.unwrap().is_some() {
        return;
    }
    // A killed test may have left an incomplete template.
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0")).await.unwrap();
    migrate(&config_of(&url_of(server, TEMPLATE))).await.unwrap();
    // A template with open connections can't be copied.
    let finish = format!("ALTER DATABASE {TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
    client.batch_execute(&finish).await.unwrap();
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn config_of(url: &str) -> PostgresConfig {
    PostgresConfig::parse(&SecretString::from(url)).unwrap()
}

/// Returns the URL of another database on the same server.
fn url_of(server: &str, database: &str) -> String {
    let (server, query) = server.split_once('?').map_or((server, None), |(url, query)| (url, Some(query)));
    let (scheme, rest) = server.split_once("://").unwrap();
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{authority}/{database}{query}")
}
