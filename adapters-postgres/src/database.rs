//! Runs a statement or a short transaction on a pooled connection, and retries it after a temporary failure. Reads
//! whose cost is limited by an index share one connection, the [`Pipeline`].

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::PoolError;
use diesel::result::Error as DieselError;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tasklane_core::store_error::StoreError;
use tokio::time;

use crate::connection::active_session::ActiveSession;
use crate::connection::attempts::{Attempts, DeadlineTooClose};
use crate::connection::cluster::Cluster;
use crate::connection::config::PostgresConfig;
use crate::connection::connect::{self, Connector, Pool, Pooling, Target};
use crate::connection::connection_limit::{ClosePipeline, ConnectionLimit};
use crate::connection::errors::{Access, Failure, StatementError};
use crate::connection::metrics::PoolMetrics;
use crate::pipeline::Pipeline;
use crate::read_session::ReadSession;
use crate::transaction::Attempt;

/// The deadline of one call, including the wait for a connection and the retries. It is longer than the statement timeout
/// of the server, so a statement that did not wait for a connection has ended by then.
pub(crate) const DEADLINE: Duration = Duration::from_millis(5500);
/// Boxed, because the compiler can't prove that the future of a query with borrowed values is `Send`.
pub(crate) type QueryFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StatementError>> + Send + 'a>>;

/// The statements of a transaction.
pub(crate) type TransactionFuture<'c, T, E = DieselError> =
    Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// Why a transaction is rolled back.
pub(crate) enum TransactionAborted<R> {
    /// No statement failed, but the closure rejected the operation.
    Declined(R),
    Failed(DieselError),
}

impl<R> From<DieselError> for TransactionAborted<R> {
    fn from(error: DieselError) -> Self {
        Self::Failed(error)
    }
}

/// Runs `$run` until it succeeds, fails permanently, or has used all retries. Each attempt gets a connection from
/// `$source` and evaluates `$run` again. This is a macro, because the compiler can't prove that the future of an async
/// closure is `Send`.
macro_rules! attempt {
    ($database:expr, $source:expr, $access:expr, $timeout:expr, |$connection:ident, $attempt:ident| $run:expr) => {
        Box::pin($database.metrics.call($access, async move {
            let mut attempts = Attempts::new($access, $timeout);
            loop {
                let mut session = $database.acquire(&attempts, $source).await?;
                let $connection = session.connection();
                let $attempt = &Attempt::new($database.pooling, attempts.need_shorter_timeout());
                let done = time::timeout_at(attempts.until, $run).await;
                let done = done.map_or_else(
                    |elapsed| Err(Failure::TimedOut(elapsed)),
                    |done| done.map_err(Failure::from),
                );
                let done = done.map_err(|failure| $attempt.classify($database.classify(failure, $access)));
                session.release(done.as_ref().err().is_none_or(Failure::is_connection_usable));
                $database.limit.connection_returned();
                match done {
                    Ok(response) => return Ok(response),
                    Err(failure) => attempts.pause_after(failure).await?,
                }
            }
        }))
    };
}

#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool,
    pipeline: Option<Pipeline>,
    pooling: Pooling,
    limit: Arc<ConnectionLimit>,
    metrics: PoolMetrics,
    cluster: Arc<Cluster>,
}

impl Database {
    pub(crate) fn new(config: &PostgresConfig, pool_size: usize) -> Self {
        let metrics = PoolMetrics::new(pool_size);
        let connector = Connector::new(config.target(), pool_size, metrics.clone());
        let pipeline = Pipeline::new(&connector, pool_size);
        let pool = connect::pool(connector, pool_size - usize::from(pipeline.is_some()));
        let limit = config.connection_limit().clone();
        let close_pipeline = |pipeline: &Pipeline| -> ClosePipeline { Box::new(pipeline.closer()) };
        limit.register(&pool, pipeline.as_ref().map(close_pipeline));
        let Target { pooling, cluster, .. } = config.target();
        Self { pool, pipeline, pooling: *pooling, limit, metrics, cluster: cluster.clone() }
    }

    /// Whether the database is on a Citus cluster. Returns false until the first call.
    pub(crate) fn is_on_citus(&self) -> bool {
        self.cluster.is_citus()
    }

    /// Whether a node of the Citus cluster with shards responded when the nodes were last checked.
    pub(crate) fn has_shards(&self) -> bool {
        self.cluster.has_shards()
    }

    /// Runs a read that is always fast, however many rows are stored. These reads share one connection, and each of them waits
    /// for the reads sent before it.
    pub(crate) fn read_pipelined<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> QueryFuture<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + for<'c> LoadQuery<'q, &'c AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        let Some(pipeline) = &self.pipeline else { return self.read(query) };
        attempt!(self, self.read_session(pipeline), Access::Read, DEADLINE, |connection, _attempt| query()
            .load(&mut &*connection))
    }

    /// Runs a read. Calls `query` again for each attempt.
    pub(crate) fn read<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> QueryFuture<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        self.load(Access::Read, DEADLINE, query)
    }

    /// Runs a write that returns rows.
    pub(crate) fn write<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> QueryFuture<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        self.load(Access::Write, DEADLINE, query)
    }

    /// Runs a write. Returns the number of rows written.
    pub(crate) fn execute<'a, Q>(&'a self, query: impl Fn() -> Q + Send + Sync + 'a) -> QueryFuture<'a, usize>
    where
        Q: ExecuteDsl<AsyncPgConnection> + Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, DEADLINE, |connection, attempt| async {
            attempt.begin(connection).await?;
            let done = query().execute(connection).await;
            attempt.end(connection, done).await
        })
    }

    /// Runs a transaction in which each statement sees the changes that were committed while the statement waited for a lock.
    /// If the caller drops the future, the connection is closed immediately, which rolls back the transaction.
    pub(crate) fn transact<'a, T, W>(&'a self, access: Access, work: W) -> QueryFuture<'a, T>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> TransactionFuture<'c, T> + Send + Sync + 'a,
        T: Send + 'a,
    {
        attempt!(self, self.session(), access, DEADLINE, |connection, attempt| connection
            .transaction::<_, DieselError, _>(async |connection| {
                attempt.limit(connection).await?;
                let done = work(connection).await?;
                attempt.commit_follows();
                Ok(done)
            }))
    }

    /// Like [`transact`](Self::transact), for a closure that may reject the operation.
    pub(crate) fn transact_or_abort<'a, T, R, W>(
        &'a self,
        deadline: Duration,
        work: W,
    ) -> QueryFuture<'a, Result<T, R>>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> TransactionFuture<'c, T, TransactionAborted<R>>
            + Send
            + Sync
            + 'a,
        T: Send + 'a,
        R: Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, deadline, |connection, attempt| async {
            let transaction = connection.transaction(async |connection| {
                attempt.limit(connection).await?;
                let done = work(connection).await?;
                attempt.commit_follows();
                Ok(done)
            });
            match transaction.await {
                Ok(value) => Ok(Ok(value)),
                Err(TransactionAborted::Declined(error)) => Ok(Err(error)),
                Err(TransactionAborted::Failed(error)) => Err(error),
            }
        })
    }

    fn classify(&self, failure: Failure, access: Access) -> Failure {
        if access == Access::Write && self.is_on_citus() { failure.of_write_on_citus() } else { failure }
    }

    fn load<'a, 'q: 'a, T, Q>(
        &'a self,
        access: Access,
        deadline: Duration,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> QueryFuture<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        attempt!(self, self.session(), access, deadline, |connection, attempt| async {
            attempt.begin(connection).await?;
            let done = query().load(connection).await;
            attempt.end(connection, done).await
        })
    }

    async fn session(&self) -> Result<ActiveSession, StoreError> {
        let session = match self.pool.get().await {
            Err(PoolError::Backend(error)) if error.is_connection_limit() => {
                Box::pin(self.limit.checkout(&self.pool)).await
            }
            session => session,
        };
        let session = session.map_err(|error| StoreError::Unavailable(error.into()))?;
        Ok(ActiveSession::new(session, self.metrics.connection_in_use()))
    }

    async fn read_session<'p>(&self, pipeline: &'p Pipeline) -> Result<ReadSession<'p>, StoreError> {
        if !self.limit.pauses_pipelines() {
            match pipeline.reader().await {
                Ok(reader) => return Ok(ReadSession::Shared(reader)),
                Err(error) if error.is_connection_limit() => self.limit.record_limit_reached(),
                Err(error) => return Err(StoreError::Unavailable(error.into())),
            }
        }
        Ok(ReadSession::Own(Box::new(self.session().await?)))
    }

    /// Waits for a connection. Fails if too little time is then left for a write.
    async fn acquire<S>(
        &self,
        attempts: &Attempts,
        source: impl Future<Output = Result<S, StoreError>>,
    ) -> Result<S, StoreError> {
        let wait = self.metrics.wait();
        let session = time::timeout_at(attempts.until, source).await;
        wait.end();
        let session = session.map_err(|elapsed| StoreError::Unavailable(elapsed.into()))??;
        if attempts.have_no_time_left() {
            return Err(StoreError::Unavailable(DeadlineTooClose.into()));
        }
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;

    use super::*;
    use crate::connection::attempts::{MARGIN, MIN_TIME_LEFT};
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn write_is_not_sent_if_no_connection_is_free_before_the_deadline() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 1);
        let late = database.transact_or_abort::<(), (), _>(MIN_TIME_LEFT, |_| panic!("a write was sent"));
        let late = late.await.unwrap_err();
        assert!(matches!(late, StatementError::Store(StoreError::Unavailable(_))), "{late:?}");
    }

    // assures: R801
    #[tokio::test]
    async fn write_that_times_out_before_its_commit_is_reported_as_not_written() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 1);
        let deadline = MIN_TIME_LEFT + MARGIN;
        let sleep = || diesel::select(sql::<Text>("pg_sleep(30)::text"));
        let statement = Database::load::<String, _>(&database, Access::Write, deadline, sleep).await;
        let transaction = database.transact_or_abort::<(), (), _>(deadline, |connection| {
            Box::pin(async move {
                diesel::select(sql::<Text>("pg_sleep(30)::text")).load::<String>(connection).await?;
                Ok(())
            })
        });
        for failed in [statement.unwrap_err(), transaction.await.unwrap_err()] {
            assert!(matches!(failed, StatementError::Store(StoreError::Unavailable(_))), "{failed:?}");
        }
    }

    #[tokio::test]
    async fn every_session_has_timeouts() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 1);
        for (name, expected) in [
            ("application_name", "tasklane"),
            ("statement_timeout", "5s"),
            ("lock_timeout", "2s"),
            ("idle_in_transaction_session_timeout", "10s"),
            ("TimeZone", "UTC"),
            ("synchronous_commit", "on"),
        ] {
            let shown = || diesel::select(sql::<Text>(&format!("current_setting('{name}')")));
            let shown: Vec<String> = database.read(shown).await.unwrap();
            assert_eq!(shown, [expected], "{name}");
        }
    }
}
