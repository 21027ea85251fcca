//! Cancelled calls, lost connections and unavailable servers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::stores::Stores;
use tasklane_core::task::{
    ChangeTaskError, IdempotencyKey, IdempotentRequest, Outcome, Page, RequestDigest, StoredResponse, Task,
    TaskQuery, TaskService,
};
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::{AMPLE_QUOTA, at, new_task, new_user, quota_of, toggled};
use tasklane_postgres::testing::TestDatabase;
use tasklane_postgres::{PostgresConfig, open, pending};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::Host;

async fn add_task(stores: &Stores, username: &str) -> (UserId, Task) {
    let owner = stores.users.create(&new_user(username), at(0)).await.unwrap().id;
    (owner, stores.tasks.create(owner, &new_task(username), at(1), quota_of(10)).await.unwrap())
}

/// A proxy between the stores and the server. The proxy can close all connections.
struct Proxy {
    url: String,
    connections: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Proxy {
    async fn start(database: &TestDatabase) -> Self {
        let server: tokio_postgres::Config = database.url().parse().unwrap();
        let [Host::Tcp(host)] = server.get_hosts() else {
            panic!("the tests' server must be reached by TCP")
        };
        let server_address = (host.clone(), *server.get_ports().first().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let user = server.get_user().unwrap();
        let url =
            format!("postgres://{user}@{}/{}", listener.local_addr().unwrap(), server.get_dbname().unwrap());
        let connections = Arc::new(Mutex::new(Vec::new()));
        let accepted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut inner, _)) = listener.accept().await {
                let address = server_address.clone();
                let relay = tokio::spawn(async move {
                    let mut outer = TcpStream::connect(address).await.unwrap();
                    let _broken = tokio::io::copy_bidirectional(&mut inner, &mut outer).await;
                });
                accepted.lock().unwrap().push(relay);
            }
        });
        Self { url, connections }
    }

    fn config(&self) -> PostgresConfig {
        PostgresConfig::parse(&self.url.as_str().into()).unwrap()
    }

    fn drop_connections(&self) {
        for relay in self.connections.lock().unwrap().drain(..) {
            relay.abort();
        }
    }
}

// assures: R807
#[tokio::test]
async fn cancelled_query_does_not_affect_other_queries() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let (ada, task) = add_task(&stores, "ada").await;
    let (bob, other) = add_task(&stores, "bob").await;
    let client = database.client().await;
    client.batch_execute("BEGIN; SELECT FROM tasks FOR UPDATE").await.unwrap();

    let leaving = tokio::spawn({
        let (tasks, task) = (stores.tasks.clone(), task.clone());
        async move { tasks.save(&toggled(&task, at(2)), AMPLE_QUOTA).await }
    });
    database.wait_until_a_lock_is_awaited().await;
    leaving.abort();
    assert!(leaving.await.unwrap_err().is_cancelled());

    // The lock is still held, and the only connection of the pool is free.
    assert_eq!(stores.tasks.find(bob, other.id).await.unwrap(), Some(other));
    assert_eq!(stores.tasks.find(ada, task.id).await.unwrap(), Some(task.clone()));
    client.batch_execute("COMMIT").await.unwrap();
    // The cancelled write may still run, and would change the version between a read and a write of the loop below.
    database.wait_until_no_statement_runs().await;
    // The server has either committed the cancelled write or rolled it back.
    for n in 3..6 {
        let task = stores.tasks.find(ada, task.id).await.unwrap().unwrap();
        let toggled = stores.tasks.save(&toggled(&task, at(n)), AMPLE_QUOTA).await.unwrap();
        assert_eq!(toggled.change_seq, toggled.version.get());
        assert_eq!(toggled.progress.is_completed(), toggled.version.get() % 2 == 0);
        assert_eq!(toggled.updated_at, at(n));
    }
    let left_open = "SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND \
                     datname = current_database()";
    assert!(client.query(left_open, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn cancelled_transaction_releases_its_locks() {
    let database = TestDatabase::create().await;
    let url = format!("{}?options=-c%20idle_in_transaction_session_timeout%3D0", database.url());
    let stores = open(&PostgresConfig::parse(&url.into()).unwrap(), 4);
    let (ada, _) = add_task(&stores, "ada").await;
    let client = database.client().await;
    client.batch_execute("BEGIN; SELECT FROM task_counters FOR UPDATE").await.unwrap();
    let leaving = tokio::spawn({
        let stores = stores.clone();
        async move { create_once(&stores, ada).await }
    });
    database.wait_until_a_lock_is_awaited().await;
    leaving.abort();
    assert!(leaving.await.unwrap_err().is_cancelled());
    client.batch_execute("COMMIT").await.unwrap();
    // No call uses the pool from here on.
    let sessions = "SELECT FROM pg_stat_activity WHERE application_name = 'tasklane' AND \
                    datname = current_database()";
    let all_closed = async { while !client.query(sessions, &[]).await.unwrap().is_empty() {} };
    timeout(Duration::from_mins(1), all_closed).await.unwrap();
    drop(stores);
}

// assures: R804
#[tokio::test]
async fn unreachable_server_is_reported_as_unavailable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("postgres://ada:canary@{free}/tasks");
    let stores = open(&PostgresConfig::parse(&url.into()).unwrap(), 1);
    let read = stores.health.check().await.unwrap_err();
    assert!(matches!(read, StoreError::Unavailable(_)), "{read:?}");
    let write = stores.users.set_active(UserId::new(1).unwrap(), true, at(0)).await.unwrap_err();
    assert!(matches!(write, StoreError::Unavailable(_)), "{write:?}");
    assert!(!format!("{read:?} {write:?}").contains("canary"));
}

#[tokio::test]
async fn pending_migrations_are_listed_behind_a_pooler() {
    let database = TestDatabase::create().await;
    let pooled = PostgresConfig::parse_behind_pooler(&database.url().into()).unwrap();
    assert_eq!(pending(&pooled).await.unwrap(), [""; 0]);
    let delete_version = "DELETE FROM __diesel_schema_migrations WHERE version = \
                  (SELECT max(version) FROM __diesel_schema_migrations)";
    database.client().await.batch_execute(delete_version).await.unwrap();
    assert_eq!(pending(&pooled).await.unwrap(), pending(&database.config()).await.unwrap());
    assert_eq!(pending(&pooled).await.unwrap().len(), 1);
}

// assures: R805
#[tokio::test]
async fn reads_survive_a_server_restart() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 2);
    let (ada, task) = add_task(&stores, "ada").await;
    let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE application_name = 'tasklane' AND datname = current_database()";
    database.client().await.query(kick, &[]).await.unwrap();
    assert_eq!(stores.tasks.find(ada, task.id).await.unwrap(), Some(task));
}

// assures: R510
#[tokio::test]
async fn terminated_write_is_reported_as_unavailable() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let (ada, task) = add_task(&stores, "ada").await;
    let client = database.client().await;
    client.batch_execute("BEGIN; SELECT FROM tasks FOR UPDATE").await.unwrap();
    let interrupt = async {
        database.wait_until_a_lock_is_awaited().await;
        let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                    AND datname = current_database()";
        client.query(kick, &[]).await.unwrap();
    };
    let delete = stores.tasks.delete(ada, task.id, None, at(2));
    let (deleted, ()) = futures_util::future::join(delete, interrupt).await;
    // The server reported the termination (57P01), so nothing was written.
    assert!(matches!(deleted, Err(StoreError::Unavailable(_))), "{deleted:?}");
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(stores.tasks.find(ada, task.id).await.unwrap(), Some(task));
}

// assures: R509, R510
#[tokio::test]
async fn write_on_a_broken_connection_has_an_unknown_outcome() {
    let database = TestDatabase::create().await;
    let proxy = Proxy::start(&database).await;
    let stores = open(&proxy.config(), 1);
    let (ada, task) = add_task(&stores, "ada").await;
    let client = database.client().await;
    client.batch_execute("BEGIN; SELECT FROM tasks FOR UPDATE").await.unwrap();
    let interrupt = async {
        database.wait_until_a_lock_is_awaited().await;
        proxy.drop_connections();
    };
    let delete = stores.tasks.delete(ada, task.id, None, at(2));
    let (deleted, ()) = futures_util::future::join(delete, interrupt).await;
    assert!(matches!(deleted, Err(StoreError::OutcomeUnknown(_))), "{deleted:?}");
    // The server does not notice the closed connection: it acquires the lock and completes the write.
    client.batch_execute("COMMIT").await.unwrap();
    let changed = stores.tasks.delete(ada, task.id, None, at(3)).await;
    assert!(matches!(changed, Ok(false)), "{changed:?}");
    // A read is retried on a new connection.
    proxy.drop_connections();
    assert_eq!(stores.tasks.find(ada, task.id).await.unwrap(), None);
}

// assures: R809
#[tokio::test]
async fn read_only_server_is_unavailable_for_writes_only() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let (ada, task) = add_task(&stores, "ada").await;
    let url = format!("{}?options=-c%20default_transaction_read_only%3Don", database.url());
    let read_only = open(&PostgresConfig::parse(&url.into()).unwrap(), 1);
    assert_eq!(read_only.tasks.find(ada, task.id).await.unwrap(), Some(task.clone()));
    let deleted = read_only.tasks.delete(ada, task.id, None, at(2)).await;
    assert!(matches!(deleted, Err(StoreError::Unavailable(_))), "{deleted:?}");
}

/// Makes each commit that stores a key wait for the lock on the table `gate`.
const GATE: &str = "
CREATE TABLE gate ();
CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN LOCK TABLE gate; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER keys_wait AFTER INSERT ON idempotency_keys DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pass();";

async fn create_once(stores: &Stores, owner: UserId) -> Result<Outcome<Task>, ChangeTaskError> {
    let idempotency = IdempotentRequest {
        key: IdempotencyKey::parse("key").unwrap(),
        digest: RequestDigest([7; 32]),
        render: Arc::new(|_| StoredResponse { status: 201, body: b"stored".to_vec() }),
    };
    let clock = Arc::new(ManualClock::starting_at(at(5)));
    let service = TaskService::builder(stores, clock).quota(quota_of(10)).build();
    service.create(owner, &new_task("once"), Some(idempotency)).await
}

// assures: R510
#[tokio::test]
async fn idempotency_key_shows_the_result_of_a_commit_with_unknown_outcome() {
    let database = TestDatabase::create().await;
    let proxy = Proxy::start(&database).await;
    let (behind_proxy, stores) = (open(&proxy.config(), 1), open(&database.config(), 1));
    let (ada, _) = add_task(&stores, "ada").await;
    let client = database.client().await;
    client.batch_execute(GATE).await.unwrap();
    client.batch_execute("BEGIN; LOCK TABLE gate").await.unwrap();
    let interrupt = async {
        database.wait_until_a_lock_is_awaited().await;
        proxy.drop_connections();
    };
    let (created, ()) = futures_util::future::join(create_once(&behind_proxy, ada), interrupt).await;
    assert!(matches!(created, Err(ChangeTaskError::Store(StoreError::OutcomeUnknown(_)))), "{created:?}");
    client.batch_execute("COMMIT").await.unwrap();
    // The key is in use until the commit of the closed connection ends.
    let replayed = loop {
        match create_once(&stores, ada).await {
            Err(ChangeTaskError::Key(_)) => tokio::task::yield_now().await,
            result => break result,
        }
    };
    assert!(
        matches!(&replayed, Ok(Outcome::Replayed(response)) if response.body == b"stored"),
        "{replayed:?}"
    );
    assert_eq!(stores.tasks.list(ada, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks.len(), 2);
}

// assures: R510
#[tokio::test]
async fn idempotency_key_is_free_after_a_terminated_commit() {
    let database = TestDatabase::create().await;
    let stores = open(&database.config(), 1);
    let (ada, _) = add_task(&stores, "ada").await;
    let client = database.client().await;
    client.batch_execute(GATE).await.unwrap();
    client.batch_execute("BEGIN; LOCK TABLE gate").await.unwrap();
    let kick = async {
        database.wait_until_a_lock_is_awaited().await;
        let kick = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                    AND datname = current_database()";
        client.query(kick, &[]).await.unwrap();
    };
    let (created, ()) = futures_util::future::join(create_once(&stores, ada), kick).await;
    assert!(matches!(created, Err(ChangeTaskError::Store(_))), "{created:?}");
    client.batch_execute("COMMIT").await.unwrap();
    let done = create_once(&stores, ada).await;
    assert!(matches!(done, Ok(Outcome::Fresh(_))), "{done:?}");
    assert_eq!(stores.tasks.list(ada, &TaskQuery::unfiltered(Page::ALL)).await.unwrap().tasks.len(), 2);
}
