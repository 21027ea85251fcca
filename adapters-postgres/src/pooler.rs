//! The transaction around each statement behind a transaction pooler, such as `PgBouncer`.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::connection::connect::Pooling;
use crate::connection::errors::Failure;

/// The session limits of `connection/config.rs`, set for one transaction.
const LIMITS: &str = "SET LOCAL lock_timeout = 2000; SET LOCAL statement_timeout = 5000; \
                      SET LOCAL idle_in_transaction_session_timeout = 10000";

/// Wraps statements in transactions behind a transaction pooler. Does nothing without a pooler.
#[derive(Clone, Copy)]
pub(crate) struct PoolerTransactions(pub(crate) Pooling);

impl PoolerTransactions {
    /// Begins a transaction, so that a statement runs on the server connection on which it was prepared.
    pub(crate) async fn begin(self, connection: &mut AsyncPgConnection) -> Result<(), Failure> {
        if self.0 == Pooling::None {
            return Ok(());
        }
        let begun = connection.batch_execute(&format!("BEGIN; {LIMITS}")).await;
        if begun.is_err() {
            // BEGIN may have succeeded and SET LOCAL failed. The transaction must not stay open for the next statement.
            let _ = connection.batch_execute("ROLLBACK").await;
        }
        begun.map_err(Failure::of_begin)
    }

    /// Commits if the statement succeeded, and rolls back otherwise.
    pub(crate) async fn end<T>(
        self,
        connection: &mut AsyncPgConnection,
        done: QueryResult<T>,
    ) -> Result<T, Failure> {
        if self.0 == Pooling::None {
            return done.map_err(Failure::from);
        }
        match done {
            Ok(answer) => {
                connection.batch_execute("COMMIT").await?;
                Ok(answer)
            }
            Err(error) => {
                // If ROLLBACK fails too, the connection is broken and will be discarded.
                let _ = connection.batch_execute("ROLLBACK").await;
                Err(error.into())
            }
        }
    }

    /// Sets the limits inside a transaction that the caller has begun.
    pub(crate) async fn limit(self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        match self.0 {
            Pooling::None => Ok(()),
            Pooling::Transactions => connection.batch_execute(LIMITS).await,
        }
    }
}
