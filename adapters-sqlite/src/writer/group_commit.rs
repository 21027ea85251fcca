//! Group commit: the writer thread runs several queued writes in one transaction, so that they share one fsync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use tasklane_core::store_error::StoreError;
use thiserror::Error;
use tokio::sync::oneshot;

use crate::connection::busy_retry::while_busy;
use crate::worker::{Queue, WorkPanic};

/// Maximum number of writes in a batch. It limits how long the first write waits for the last write.
const MAX_BATCH: usize = 64;

/// The write of one store call. It is committed completely or not at all.
pub(crate) trait Write: Send {
    /// Executes the write and stores its result. Returns false if the write must be rolled back.
    fn run(&mut self, connection: &mut SqliteConnection) -> bool;

    /// Sends the caller the result, or `failure` if the surrounding transaction failed.
    fn reply(self: Box<Self>, failure: Option<StoreError>);
}

/// No write that shared this transaction was committed.
#[derive(Debug, Error)]
#[error("the transaction that this write shared with other writes failed")]
struct TransactionFailed(#[source] Arc<DieselError>);

pub(crate) fn write_until_closed(queue: &Queue<Box<dyn Write>>, connection: &mut SqliteConnection) {
    loop {
        let mut batch = queue.pop_batch(MAX_BATCH);
        if batch.is_empty() {
            return;
        }
        let failure = commit_together(connection, &mut batch).err().map(Arc::new);
        for write in batch {
            let failure = failure.as_ref().map(|cause| TransactionFailed(Arc::clone(cause)));
            write.reply(failure.map(|failed| StoreError::Unavailable(failed.into())));
        }
    }
}

fn commit_together(connection: &mut SqliteConnection, batch: &mut [Box<dyn Write>]) -> QueryResult<()> {
    let committed = run_together(connection, batch);
    if committed.is_err() {
        // The ROLLBACK fails harmlessly if SQLite has already rolled back by itself.
        let _ = connection.batch_execute("ROLLBACK");
    }
    committed
}

/// Runs the batch in one transaction. After some errors, such as a full disk, SQLite rolls back the complete transaction.
/// The next statement then fails, because it uses a savepoint that no longer exists. So no later write of the batch runs
/// outside a transaction.
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

/// A closure, its result once it has run, and the channel to its caller.
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
        // The writes of a panicked closure are rolled back, and nothing else outlives the closure.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or_else(|payload| {
            Err(WorkPanic::from_payload(payload.as_ref()).into_store_error().into())
        });
        let succeeded = result.is_ok();
        self.state = State::Ran(result);
        succeeded
    }

    fn reply(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.state) {
            (Some(failure), _) => Err(failure.into()),
            (None, State::Ran(result)) => result,
            (None, _) => return,
        };
        // Fails if the caller was cancelled and needs no result.
        let _ = self.caller.send(result);
    }
}
