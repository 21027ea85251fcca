//! A connection that many reads share at the same time (pipelining). Each query is sent immediately, without waiting for
//! the results of the queries before it. Results arrive in the order of the queries, and the server and this program wake
//! up once for many queries.
//!
//! Each read waits for the reads sent before it, so only reads whose cost is limited by an index and that take no row
//! locks belong here. No read owns the connection, so a pipeline runs no transactions.

use std::sync::{Arc, Weak};

use deadpool::managed::Manager;
use diesel_async::AsyncPgConnection;
use parking_lot::Mutex;
use tasklane_runtime::GaugeGuard;
use tokio::time::timeout;

use crate::connection::connect::{Connector, Pooling, Session, WAIT_TIMEOUT};
use crate::connection::connect_error::ConnectError;

/// The smallest pool that can spare a connection for the pipeline. Writes need at least two connections: group commit
/// shares the wait for the disk only between writes on separate connections.
const MIN_POOL_SIZE: usize = 3;

#[derive(Clone)]
pub(crate) struct Pipeline(Arc<Shared>);

struct Shared {
    connector: Connector,
    /// Held by the reader that opens the connection.
    connecting: tokio::sync::Mutex<()>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    session: Option<Arc<Session>>,
    /// Every active reader holds a reference.
    in_use: Weak<GaugeGuard>,
}

/// One read on the shared connection. If it is dropped before its result arrives, that result is discarded.
pub(crate) struct Reader<'p> {
    shared: &'p Shared,
    session: Arc<Session>,
    _in_use: Arc<GaugeGuard>,
}

impl Pipeline {
    /// The connection of the pipeline counts as one of the `pool_size` connections. Returns `None` if `pool_size` is
    /// too small, or if a pooler may use another server connection for each statement.
    pub(crate) fn new(connector: &Connector, pool_size: usize) -> Option<Self> {
        if pool_size < MIN_POOL_SIZE || connector.target.pooling != Pooling::None {
            return None;
        }
        Some(Self(Arc::new(Shared {
            connector: connector.clone(),
            connecting: tokio::sync::Mutex::default(),
            open: Mutex::default(),
        })))
    }

    /// Returns a function that closes the connection as soon as the active readers have their results. The function returns
    /// false if the pipeline no longer exists.
    pub(crate) fn closer(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        let shared = Arc::downgrade(&self.0);
        move || shared.upgrade().inspect(|shared| *shared.open.lock() = Open::default()).is_some()
    }

    pub(crate) async fn reader(&self) -> Result<Reader<'_>, ConnectError> {
        if let Some(reader) = self.0.reader() {
            return Ok(reader);
        }
        let _lock = timeout(WAIT_TIMEOUT, self.0.connecting.lock()).await?;
        // Another reader may have connected in the meantime.
        if let Some(reader) = self.0.reader() {
            return Ok(reader);
        }
        Ok(self.0.share(self.0.connector.create().await?))
    }
}

impl Shared {
    fn reader(&self) -> Option<Reader<'_>> {
        let mut open = self.open.lock();
        let session = open.session.clone()?;
        let in_use = open.in_use.upgrade().unwrap_or_else(|| {
            let in_use = Arc::new(self.connector.metrics.connection_in_use());
            open.in_use = Arc::downgrade(&in_use);
            in_use
        });
        Some(Reader { shared: self, session, _in_use: in_use })
    }

    /// Makes this session the shared session, and returns its first reader.
    fn share(&self, session: Session) -> Reader<'_> {
        let (session, in_use) = (Arc::new(session), Arc::new(self.connector.metrics.connection_in_use()));
        *self.open.lock() = Open { session: Some(session.clone()), in_use: Arc::downgrade(&in_use) };
        Reader { shared: self, session, _in_use: in_use }
    }

    /// Stops sharing the session with new readers. Active readers use it until their results arrive or fail.
    fn abandon(&self, session: &Arc<Session>) {
        let mut open = self.open.lock();
        if open.session.as_ref().is_some_and(|current| Arc::ptr_eq(current, session)) {
            *open = Open::default();
        }
    }
}

impl Reader<'_> {
    pub(crate) fn connection(&mut self) -> &AsyncPgConnection {
        &self.session.connection
    }

    /// Ends the read. If the connection failed, new readers get a new connection.
    pub(crate) fn release(self, is_usable: bool) {
        if !is_usable {
            self.shared.abandon(&self.session);
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::Integer;
    use futures_util::future::join_all;

    use super::*;
    use crate::connection::config::PostgresConfig;
    use crate::connection::metrics::PoolMetrics;
    use crate::database::Database;
    use crate::testing::TestDatabase;

    fn backend() -> diesel::dsl::select<diesel::expression::SqlLiteral<Integer>> {
        diesel::select(sql::<Integer>("pg_backend_pid()"))
    }

    async fn backends(database: &Database, readers: usize) -> Vec<i32> {
        let responses = join_all((0..readers).map(|_| database.read_pipelined::<i32, _>(backend))).await;
        let mut backends: Vec<i32> = responses.into_iter().flat_map(Result::unwrap).collect();
        assert_eq!(backends.len(), readers);
        backends.sort_unstable();
        backends.dedup();
        backends
    }

    #[test]
    fn small_pool_and_pooler_have_no_pipeline() {
        let url = "postgres://ada@db/tasks".into();
        let config = PostgresConfig::parse(&url).unwrap();
        let shares = |config: &PostgresConfig, pool| {
            let connector = Connector::new(config.target(), pool, PoolMetrics::new(pool));
            Pipeline::new(&connector, pool).is_some()
        };
        assert_eq!([1, 2, 3, 100].map(|pool| shares(&config, pool)), [false, false, true, true]);
        let pooler = PostgresConfig::parse_behind_pooler(&url).unwrap();
        assert!(!shares(&pooler, 100));
    }

    #[tokio::test]
    async fn reads_share_a_connection_and_writes_do_not() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 3);
        let shared = backends(&database, 30).await;
        assert_eq!(shared.len(), 1);
        let own: Vec<i32> = database.read(backend).await.unwrap();
        assert!(!shared.contains(&own[0]));
    }

    #[tokio::test]
    async fn cancelled_read_does_not_disturb_other_reads_on_the_same_connection() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 3);
        let before = backends(&database, 1).await;
        let gate = test.client().await;
        gate.batch_execute("BEGIN; LOCK TABLE tasks").await.unwrap();
        let readers: Vec<_> = (0..40)
            .map(|number: i32| {
                let database = database.clone();
                let select = move || {
                    diesel::select(sql::<Integer>(&format!("(SELECT {number} + count(*)::int FROM tasks)")))
                };
                tokio::spawn(async move { database.read_pipelined::<i32, _>(select).await })
            })
            .collect();
        test.wait_until_a_lock_is_awaited().await;
        readers.iter().step_by(2).for_each(tokio::task::JoinHandle::abort);
        gate.batch_execute("COMMIT").await.unwrap();
        for (number, reader) in (0..).zip(readers) {
            match reader.await {
                Ok(response) => assert_eq!(response.unwrap(), [number]),
                Err(left) => assert!(left.is_cancelled() && number % 2 == 0, "{left}"),
            }
        }
        assert_eq!(backends(&database, 1).await, before, "a cancelled read must not replace the connection");
    }

    #[tokio::test]
    async fn broken_connection_is_replaced_for_all_readers() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 3);
        let before = backends(&database, 10).await;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        test.client().await.batch_execute(end).await.unwrap();
        let after = backends(&database, 10).await;
        assert_eq!((before.len(), after.len()), (1, 1));
        assert_ne!(before, after);
    }
}
