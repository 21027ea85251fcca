//! Runs a statement, or a short transaction, on a connection of the pool, and retries the failures that may pass. Reads
//! that an index answers at once share one connection, the [`Pipeline`].

use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use diesel::result::Error as DieselError;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tasklane_core::store_error::StoreError;
use thiserror::Error;
use tokio::time::{self, Instant};

use crate::connection::config::PostgresConfig;
use crate::connection::connect::{self, ActiveSession, Connector, Pool};
use crate::connection::errors::{Access, Failure, StatementError};
use crate::connection::metrics::PoolMetrics;
use crate::pipeline::Pipeline;
use crate::pooler::PoolerTransactions;

/// The deadline of one call, with waiting for a connection and with retries. It is longer than the statement timeout of
/// the server, so a statement that was sent at once has ended by then.
pub(crate) const DEADLINE: Duration = Duration::from_millis(5500);
/// A write is sent only if this much time is left before the deadline. Otherwise the call could time out while the
/// statement waits for a lock, and its outcome would be unknown.
const MIN_TIME_LEFT: Duration = Duration::from_millis(2500);
const RETRIES: u32 = 3;

/// Boxed, because the compiler can't prove that the future of a query with borrowed values is `Send`.
pub(crate) type Outcome<'a, T> = Pin<Box<dyn Future<Output = Result<T, StatementError>> + Send + 'a>>;

/// The statements of a transaction.
pub(crate) type Statements<'c, T, E = DieselError> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// Why a transaction is rolled back.
pub(crate) enum Abandoned<R> {
    /// No statement failed, but the work decided to write nothing.
    Refused(R),
    Failed(DieselError),
}

impl<R> From<DieselError> for Abandoned<R> {
    fn from(error: DieselError) -> Self {
        Self::Failed(error)
    }
}

/// Runs `$run` until it succeeds or fails for good. Each attempt gets a connection from `$source` and evaluates `$run`
/// again. A macro, because the compiler can't prove that the future of an async closure is `Send`.
macro_rules! attempt {
    ($database:expr, $source:expr, $access:expr, $timeout:expr, |$connection:ident| $run:expr) => {
        Box::pin($database.metrics.call($access, async move {
            let mut attempts = Attempts::new($access, $timeout);
            loop {
                let mut session = $database.acquire(&attempts, $source).await?;
                let $connection = session.connection();
                let done = time::timeout_at(attempts.until, $run).await;
                let done = done.map_or_else(
                    |elapsed| Err(Failure::TimedOut(elapsed)),
                    |done| done.map_err(Failure::from),
                );
                session.release(done.as_ref().err().is_none_or(Failure::leaves_the_connection_usable));
                match done {
                    Ok(answer) => return Ok(answer),
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
    pooler: PoolerTransactions,
    metrics: PoolMetrics,
}

impl Database {
    pub(crate) fn new(config: &PostgresConfig, pool_size: usize) -> Self {
        let metrics = PoolMetrics::new(pool_size);
        let connector = Connector::new(config.target(), pool_size, metrics.clone());
        let pipeline = Pipeline::new(&connector, pool_size);
        let pool = connect::pool(connector, pool_size - usize::from(pipeline.is_some()));
        Self { pool, pipeline, pooler: PoolerTransactions(config.target().pooling), metrics }
    }

    /// A read that always ends quickly, however many rows are stored. These reads share one connection, and each waits for
    /// those sent before it.
    pub(crate) fn look_up<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> Outcome<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + for<'c> LoadQuery<'q, &'c AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        let Some(pipeline) = &self.pipeline else { return self.read(query) };
        attempt!(self, pipeline.reader(), Access::Read, DEADLINE, |connection| query()
            .load(&mut &*connection))
    }

    /// Calls `query` again for each attempt.
    pub(crate) fn read<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> Outcome<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        self.load(Access::Read, query)
    }

    /// A write that returns rows.
    pub(crate) fn write<'a, 'q: 'a, T, Q>(
        &'a self,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> Outcome<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        self.load(Access::Write, query)
    }

    /// A write that returns the number of rows written.
    pub(crate) fn execute<'a, Q>(&'a self, query: impl Fn() -> Q + Send + Sync + 'a) -> Outcome<'a, usize>
    where
        Q: ExecuteDsl<AsyncPgConnection> + Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, DEADLINE, |connection| async {
            self.pooler.begin(connection).await?;
            let done = query().execute(connection).await;
            self.pooler.end(connection, done).await
        })
    }

    /// A transaction in which each statement sees what was committed while the statement waited for a lock. If the caller
    /// drops the future in the middle, the connection is closed at once, which rolls back the transaction.
    pub(crate) fn transact<'a, T, W>(&'a self, access: Access, work: W) -> Outcome<'a, T>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> Statements<'c, T> + Send + Sync + 'a,
        T: Send + 'a,
    {
        attempt!(self, self.session(), access, DEADLINE, |connection| connection.transaction(
            async |connection| {
                self.pooler.limit(connection).await?;
                work(connection).await
            }
        ))
    }

    /// Like [`transact`](Self::transact), for work that may decide to write nothing.
    pub(crate) fn transact_unless_refused<'a, T, R, W>(
        &'a self,
        deadline: Duration,
        work: W,
    ) -> Outcome<'a, Result<T, R>>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> Statements<'c, T, Abandoned<R>> + Send + Sync + 'a,
        T: Send + 'a,
        R: Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, deadline, |connection| async {
            let transaction = connection.transaction(async |connection| {
                self.pooler.limit(connection).await?;
                work(connection).await
            });
            match transaction.await {
                Ok(answer) => Ok(Ok(answer)),
                Err(Abandoned::Refused(refusal)) => Ok(Err(refusal)),
                Err(Abandoned::Failed(error)) => Err(error),
            }
        })
    }

    fn load<'a, 'q: 'a, T, Q>(
        &'a self,
        access: Access,
        query: impl Fn() -> Q + Send + Sync + 'a,
    ) -> Outcome<'a, Vec<T>>
    where
        Q: LoadQuery<'q, AsyncPgConnection, T> + Send + 'q,
        T: Send + 'a,
    {
        attempt!(self, self.session(), access, DEADLINE, |connection| async {
            self.pooler.begin(connection).await?;
            let done = query().load(connection).await;
            self.pooler.end(connection, done).await
        })
    }

    async fn session(&self) -> Result<ActiveSession, StoreError> {
        let session = self.pool.get().await.map_err(|error| StoreError::Unavailable(error.into()))?;
        Ok(ActiveSession::new(session, self.metrics.connection_in_use()))
    }

    /// Waits for a connection. Fails if it comes too late for the access.
    async fn acquire<S>(
        &self,
        attempts: &Attempts,
        source: impl Future<Output = Result<S, StoreError>>,
    ) -> Result<S, StoreError> {
        let wait = self.metrics.wait();
        let session = time::timeout_at(attempts.until, source).await;
        wait.end();
        let session = session.map_err(|elapsed| StoreError::Unavailable(elapsed.into()))??;
        if attempts.are_too_late() {
            return Err(StoreError::Unavailable(TooLate.into()));
        }
        Ok(session)
    }
}

#[derive(Debug, Error)]
#[error("no connection became free in time for the write")]
struct TooLate;

struct Attempts {
    access: Access,
    retries: u32,
    until: Instant,
}

impl Attempts {
    fn new(access: Access, timeout: Duration) -> Self {
        Self { access, retries: 0, until: Instant::now() + timeout }
    }

    fn are_too_late(&self) -> bool {
        self.access == Access::Write && self.until.saturating_duration_since(Instant::now()) < MIN_TIME_LEFT
    }

    /// Waits before the next attempt. Returns the error if there is no further attempt.
    async fn pause_after(&mut self, failure: Failure) -> Result<(), StatementError> {
        if self.retries == RETRIES || !failure.is_worth_a_retry(self.access) {
            return Err(failure.into_error(self.access));
        }
        self.retries += 1;
        // At most 10, 20, 30 ms. A random pause keeps transactions that collided from colliding again.
        let random = RandomState::new().build_hasher().finish();
        time::sleep(Duration::from_micros(random % (10_000 * u64::from(self.retries)))).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::sql_types::Text;

    use super::*;
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn write_is_not_sent_when_its_connection_comes_too_late() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 1);
        let late =
            database.transact_unless_refused::<(), (), _>(MIN_TIME_LEFT, |_| panic!("the write was sent"));
        let late = late.await.unwrap_err();
        assert!(matches!(late, StatementError::Store(StoreError::Unavailable(_))), "{late:?}");
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
