//! The transaction around the statements of one attempt, and whether it may already be committed.

use std::sync::atomic::{AtomicBool, Ordering};

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::connection::connect::Pooling;
use crate::connection::errors::Failure;

/// The session limits of `connection/config.rs`, set for one transaction.
macro_rules! limits {
    () => {
        "SET LOCAL lock_timeout = 2000; SET LOCAL statement_timeout = 5000; \
         SET LOCAL idle_in_transaction_session_timeout = 10000"
    };
}

/// One attempt to run a statement or a transaction.
pub(crate) struct Attempt {
    pooling: Pooling,
    is_late: bool,
    may_be_committed: AtomicBool,
}

impl Attempt {
    /// Creates an attempt. `is_late` means that the deadline may pass before the server's statement timeout. A single statement
    /// then runs in an explicit transaction: if it has not ended by the deadline, it is known not to be committed.
    pub(crate) fn new(pooling: Pooling, is_late: bool) -> Self {
        Self { pooling, is_late, may_be_committed: AtomicBool::new(false) }
    }

    /// Begins an explicit transaction if a single statement needs it. Behind a transaction pooler, such as `PgBouncer`, the
    /// transaction makes the statement run on the server connection on which the statement was prepared.
    pub(crate) async fn begin(&self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        if !self.is_explicit() {
            self.commit_follows();
            return Ok(());
        }
        let begin = match self.pooling {
            Pooling::None => "BEGIN",
            Pooling::Transactions => concat!("BEGIN; ", limits!()),
        };
        let begun = connection.batch_execute(begin).await;
        if begun.is_err() {
            // BEGIN may have succeeded and SET LOCAL failed. The transaction must not stay open for the next statement.
            let _ = connection.batch_execute("ROLLBACK").await;
        }
        begun
    }

    /// Commits if the statement succeeded, and rolls back otherwise.
    pub(crate) async fn end<T>(
        &self,
        connection: &mut AsyncPgConnection,
        done: QueryResult<T>,
    ) -> QueryResult<T> {
        if !self.is_explicit() {
            return done;
        }
        match done {
            Ok(response) => {
                self.commit_follows();
                connection.batch_execute("COMMIT").await?;
                Ok(response)
            }
            Err(error) => {
                // If ROLLBACK fails too, the connection is broken and will be discarded.
                let _ = connection.batch_execute("ROLLBACK").await;
                Err(error)
            }
        }
    }

    /// Sets the limits inside a transaction that the caller has begun.
    pub(crate) async fn limit(&self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        match self.pooling {
            Pooling::None => Ok(()),
            Pooling::Transactions => connection.batch_execute(limits!()).await,
        }
    }

    /// Must be called right before the statement that commits is sent.
    pub(crate) fn commit_follows(&self) {
        self.may_be_committed.store(true, Ordering::Relaxed);
    }

    /// Classifies a failure by whether this attempt may have been committed.
    pub(crate) fn classify(&self, failure: Failure) -> Failure {
        if self.may_be_committed.load(Ordering::Relaxed) { failure } else { failure.before_commit() }
    }

    fn is_explicit(&self) -> bool {
        self.is_late || self.pooling == Pooling::Transactions
    }
}
