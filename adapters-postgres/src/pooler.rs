//! What goes around a statement where a pooler hands connections around.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::connection::connect::Pooling;
use crate::connection::errors::Failure;

/// As in `connection/config.rs`, but for a transaction at a time.
const LIMITS: &str = "SET LOCAL lock_timeout = 2000; SET LOCAL statement_timeout = 5000; \
                      SET LOCAL idle_in_transaction_session_timeout = 10000";

#[derive(Clone, Copy)]
pub(crate) struct Framing(pub(crate) Pooling);

impl Framing {
    /// Before a statement. A transaction of its own keeps it where it was prepared.
    pub(crate) async fn begin(self, connection: &mut AsyncPgConnection) -> Result<(), Failure> {
        if self.0 == Pooling::None {
            return Ok(());
        }
        let begun = connection.batch_execute(&format!("BEGIN; {LIMITS}")).await;
        if begun.is_err() {
            // It may have failed at the limits, in a transaction that the next one would find there.
            let _ = connection.batch_execute("ROLLBACK").await;
        }
        begun.map_err(Failure::of_begin)
    }

    /// After it.
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
                // Where even this fails, the connection is broken, and nobody gets it any more.
                let _ = connection.batch_execute("ROLLBACK").await;
                Err(error.into())
            }
        }
    }

    /// Inside of a transaction that was begun otherwise.
    pub(crate) async fn limit(self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        match self.0 {
            Pooling::None => Ok(()),
            Pooling::OfTransactions => connection.batch_execute(LIMITS).await,
        }
    }
}
