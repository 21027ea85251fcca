//! Group commit: the writing thread takes what waits into one transaction, so that many writes share one fsync.

#[cfg(test)]
mod group_commit_tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use tasklane_core::store_error::StoreError;
use thiserror::Error;
use tokio::sync::oneshot;

use crate::connection::busy_retry::while_busy;
use crate::panicked::Panicked;
use crate::queue::Queue;

/// Bounds how long the first of a batch waits for the last.
const MOST_IN_A_BATCH: usize = 64;

/// One promise of a port, to be kept as a whole or not at all.
pub(crate) trait Write: Send {
    /// Does the work and keeps the result; false when the work shall be undone.
    fn run(&mut self, connection: &mut SqliteConnection) -> bool;

    /// Gives the caller the result, or `failure` when the transaction around it failed.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

/// None of the writes that shared this transaction was kept.
#[derive(Debug, Error)]
#[error("the transaction of this write and its neighbours failed")]
struct TransactionFailed(#[source] Arc<DieselError>);

pub(crate) fn write_until_closed(queue: &Queue<Box<dyn Write>>, connection: &mut SqliteConnection) {
    loop {
        let mut batch = queue.take_some(MOST_IN_A_BATCH);
        if batch.is_empty() {
            return;
        }
        let failure = commit_together(connection, &mut batch).err().map(Arc::new);
        for write in batch {
            let failure = failure.as_ref().map(|cause| TransactionFailed(Arc::clone(cause)));
            write.answer(failure.map(|failed| StoreError::Unavailable(failed.into())));
        }
    }
}

fn commit_together(connection: &mut SqliteConnection, batch: &mut [Box<dyn Write>]) -> QueryResult<()> {
    let committed = run_together(connection, batch);
    if committed.is_err() {
        // Fails, harmlessly, where SQLite has rolled back of its own accord.
        let _ = connection.batch_execute("ROLLBACK");
    }
    committed
}

/// Some errors (a full disk) make `SQLite` roll back the whole transaction. The savepoint is gone then too, so that the
/// statement after the work fails, and no later write of the batch runs outside of a transaction.
fn run_together(connection: &mut SqliteConnection, batch: &mut [Box<dyn Write>]) -> QueryResult<()> {
    while_busy(|| connection.batch_execute("BEGIN IMMEDIATE"))?;
    for write in batch {
        connection.batch_execute("SAVEPOINT one_write")?;
        if !write.run(connection) {
            connection.batch_execute("ROLLBACK TO one_write")?;
        }
        connection.batch_execute("RELEASE one_write")?;
    }
    connection.batch_execute("COMMIT")
}

/// A closure, its result once it ran, and whom to answer.
pub(crate) struct Job<F, T, E> {
    state: State<F, T, E>,
    caller: oneshot::Sender<Result<T, E>>,
}

enum State<F, T, E> {
    Waiting(F),
    Ran(Result<T, E>),
    Taken,
}

impl<F, T, E> Job<F, T, E> {
    pub(crate) fn new(work: F, caller: oneshot::Sender<Result<T, E>>) -> Self {
        Self { state: State::Waiting(work), caller }
    }
}

impl<F, T, E> Write for Job<F, T, E>
where
    F: FnOnce(&mut SqliteConnection) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &mut SqliteConnection) -> bool {
        let State::Waiting(work) = std::mem::replace(&mut self.state, State::Taken) else { return false };
        // What a panic leaves half done in the database is rolled back; nothing else outlives the closure.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or_else(|payload| {
            Err(Panicked::from_payload(payload.as_ref()).into_store_error().into())
        });
        let succeeded = result.is_ok();
        self.state = State::Ran(result);
        succeeded
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.state) {
            (Some(failure), _) => Err(failure.into()),
            (None, State::Ran(result)) => result,
            (None, _) => return,
        };
        // A caller that is gone needs no answer.
        let _ = self.caller.send(result);
    }
}
