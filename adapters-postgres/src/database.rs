//! Runs one statement, or a transaction of a few: takes a connection, retries what is worth it, and leaves no connection to the next one that is
//! not done. What an index finds at once goes by way of the [`Pipeline`] instead.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use diesel::result::Error as DieselError;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tasklane_core::store_error::StoreError;
use thiserror::Error;
use tokio::time::{self, Instant};

use crate::config::PostgresConfig;
use crate::connect::{self, Connector, InUse, Pool};
use crate::error::{Access, Failure, StatementError};
use crate::figures::Figures;
use crate::framing::Framing;
use crate::pipeline::Pipeline;

/// For all that one call does, be it waiting for a connection or trying again. What is sent at once has more time than
/// the server gives to a statement, so the server has answered by then.
pub(crate) const DEADLINE: Duration = Duration::from_millis(5500);
/// What a write still has of that when it gets its connection, or nothing is sent: it would be given up while it waits
/// for a lock, and nobody would know whether it has written.
const LEAST_LEFT: Duration = Duration::from_millis(2500);
const RETRIES: u32 = 3;

/// Boxed, because the compiler can't tell that the future of a query with borrowed values is `Send`.
pub(crate) type Outcome<'a, T> = Pin<Box<dyn Future<Output = Result<T, StatementError>> + Send + 'a>>;

/// What a transaction does on its connection.
pub(crate) type Statements<'c, T, E = DieselError> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// Why a transaction is rolled back.
pub(crate) enum Abandoned<R> {
    /// Nothing failed, but nothing shall be written.
    Refused(R),
    Failed(DieselError),
}

impl<R> From<DieselError> for Abandoned<R> {
    fn from(error: DieselError) -> Self {
        Self::Failed(error)
    }
}

/// Tries until it is done, or not worth another try: each time with a connection from `$source`, and with `$run` made anew. A
/// macro, because the compiler can't tell that the future of an async closure is `Send`.
macro_rules! attempt {
    ($database:expr, $source:expr, $access:expr, $patience:expr, |$connection:ident| $run:expr) => {
        Box::pin($database.figures.call($access, async move {
            let mut attempts = Attempts::new($access, $patience);
            loop {
                let mut session = $database.turn(&attempts, $source).await?;
                let $connection = session.connection();
                let done = time::timeout_at(attempts.until, $run).await;
                let done = done.map_or_else(
                    |elapsed| Err(Failure::Silence(elapsed)),
                    |done| done.map_err(Failure::from),
                );
                session.settle(done.as_ref().err().is_none_or(Failure::leaves_the_connection_usable));
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
    framing: Framing,
    figures: Figures,
}

impl Database {
    pub(crate) fn new(config: &PostgresConfig, pool_size: usize) -> Self {
        let figures = Figures::of_pool(pool_size);
        let connector = Connector::new(config.target(), pool_size, figures.clone());
        let pipeline = Pipeline::of(&connector, pool_size);
        let pool = connect::pool(connector, pool_size - usize::from(pipeline.is_some()));
        Self { pool, pipeline, framing: Framing(config.target().pooling), figures }
    }

    /// A read that is over in a moment, whatever is stored: those who do the same share a connection, and wait while it lasts.
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

    /// `query` is made anew for each attempt.
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

    /// A write that answers rows.
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

    /// A write that answers how many rows it wrote.
    pub(crate) fn execute<'a, Q>(&'a self, query: impl Fn() -> Q + Send + Sync + 'a) -> Outcome<'a, usize>
    where
        Q: ExecuteDsl<AsyncPgConnection> + Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, DEADLINE, |connection| async {
            self.framing.begin(connection).await?;
            let done = query().execute(connection).await;
            self.framing.end(connection, done).await
        })
    }

    /// Statements of which each shall see what was committed while it waited for a lock. Whoever leaves in the middle
    /// leaves the connection busy: it is closed at once, and the transaction with it.
    pub(crate) fn transact<'a, T, W>(&'a self, access: Access, work: W) -> Outcome<'a, T>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> Statements<'c, T> + Send + Sync + 'a,
        T: Send + 'a,
    {
        attempt!(self, self.session(), access, DEADLINE, |connection| connection.transaction(
            async |connection| {
                self.framing.limit(connection).await?;
                work(connection).await
            }
        ))
    }

    /// Like [`transact`](Self::transact), for work that may end without wanting to write.
    pub(crate) fn transact_unless_refused<'a, T, R, W>(
        &'a self,
        patience: Duration,
        work: W,
    ) -> Outcome<'a, Result<T, R>>
    where
        W: for<'c> Fn(&'c mut AsyncPgConnection) -> Statements<'c, T, Abandoned<R>> + Send + Sync + 'a,
        T: Send + 'a,
        R: Send + 'a,
    {
        attempt!(self, self.session(), Access::Write, patience, |connection| async {
            let transaction = connection.transaction(async |connection| {
                self.framing.limit(connection).await?;
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
            self.framing.begin(connection).await?;
            let done = query().load(connection).await;
            self.framing.end(connection, done).await
        })
    }

    async fn session(&self) -> Result<InUse, StoreError> {
        let session = self.pool.get().await.map_err(|error| StoreError::Unavailable(error.into()))?;
        Ok(InUse::new(session, self.figures.connection_in_use()))
    }

    /// Waits for a connection, unless it comes too late to be of use.
    async fn turn<S>(
        &self,
        attempts: &Attempts,
        source: impl Future<Output = Result<S, StoreError>>,
    ) -> Result<S, StoreError> {
        let wait = self.figures.wait();
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
#[error("the connection came too late to write something")]
struct TooLate;

struct Attempts {
    access: Access,
    retries: u32,
    until: Instant,
}

impl Attempts {
    fn new(access: Access, patience: Duration) -> Self {
        Self { access, retries: 0, until: Instant::now() + patience }
    }

    fn are_too_late(&self) -> bool {
        self.access == Access::Write && self.until.saturating_duration_since(Instant::now()) < LEAST_LEFT
    }

    /// Waits until the next attempt, if there shall be one.
    async fn pause_after(&mut self, failure: Failure) -> Result<(), StatementError> {
        if self.retries == RETRIES || !failure.is_worth_a_retry(self.access) {
            return Err(failure.into_error(self.access));
        }
        self.retries += 1;
        // Up to 10, 20, 30 ms: those who collided shall not come back together.
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
    async fn a_write_that_gets_its_connection_too_late_is_not_sent() {
        let test = TestDatabase::create().await;
        let database = Database::new(&test.config(), 1);
        let late = database.transact_unless_refused::<(), (), _>(LEAST_LEFT, |_| panic!("it was sent"));
        let late = late.await.unwrap_err();
        assert!(matches!(late, StatementError::Store(StoreError::Unavailable(_))), "{late:?}");
    }

    // assures: R801
    #[tokio::test]
    async fn every_session_has_its_limits() {
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
