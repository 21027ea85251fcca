//! Reads the changes of a stream from the database.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Data;
use tasklane_core::session::{SessionService, ValidToken};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{ChangesError, ReadLimit, SyncPage, TaskService};
use tasklane_runtime::format_error_chain;
use tokio::sync::Semaphore;

use super::batch::EventBatch;
use crate::live::Hub;
use crate::response_memory::{Reservation, ResponseBudget};

/// A stream sends about 64 KiB at a time, so reading more would be useless.
const READ_LIMIT: ReadLimit = ReadLimit { rows: 32, bytes: 64 * 1024 };
/// Maximum number of concurrent stream reads per worker thread. A thread has few database connections, and they are
/// mainly for requests.
const MAX_CONCURRENT_READS: usize = 2;

/// Limits the concurrent stream reads of one worker thread.
pub(crate) struct ReadPermits(Semaphore);

impl Default for ReadPermits {
    fn default() -> Self {
        Self(Semaphore::new(MAX_CONCURRENT_READS))
    }
}

/// The services that a stream uses to read changes.
#[derive(Clone)]
pub(crate) struct StreamServices {
    pub(crate) tasks: Data<TaskService>,
    pub(crate) sessions: Data<SessionService>,
    pub(crate) permits: Data<ReadPermits>,
}

pub(super) enum ReadOutcome {
    /// The changes, with the reserved memory.
    Changes(EventBatch, Reservation),
    Nothing,
    /// The stream must end: its token is no longer valid, or changes that it has not sent are no longer stored.
    End,
}

/// A running read, aborted on drop. It runs in its own task, because a response is not polled while its client is not
/// reading. Without the task, a stalled client would hold a read permit and a database connection.
pub(super) struct RunningRead(JoinHandle<Result<ReadOutcome, StoreError>>);

impl Future for RunningRead {
    type Output = Result<ReadOutcome, StoreError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // A panic of the task is logged elsewhere.
        let outcome = ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(outcome.unwrap_or(Ok(ReadOutcome::End)))
    }
}

impl Drop for RunningRead {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl StreamServices {
    /// Returns the changes after `since`, for a request.
    pub(crate) async fn changes(&self, token: &ValidToken, since: i64) -> Result<SyncPage, ChangesError> {
        self.tasks.changes(token.signed_in.user_id, since, READ_LIMIT).await
    }

    /// Starts a task that waits for a read permit and then reads the changes after `since`. Unless `expects_changes` is
    /// set, the task first compares the owner's sequence number with `since`. This is cheaper than reading changes.
    pub(super) fn start_read(
        &self,
        token: ValidToken,
        since: i64,
        expects_changes: bool,
        memory: &ResponseBudget,
    ) -> RunningRead {
        let (services, memory) = (self.clone(), memory.clone());
        RunningRead(rt::spawn(async move { services.find(token, since, expects_changes, &memory).await }))
    }

    async fn find(
        &self,
        token: ValidToken,
        since: i64,
        expects_changes: bool,
        memory: &ResponseBudget,
    ) -> Result<ReadOutcome, StoreError> {
        let Ok(permit) = self.permits.0.acquire().await else { return Ok(ReadOutcome::End) };
        if !self.sessions.is_still_valid(&token).await? {
            return Ok(ReadOutcome::End);
        }
        if !expects_changes && self.tasks.sequence(token.signed_in.user_id).await? == since {
            return Ok(ReadOutcome::Nothing);
        }
        // Release the permit while waiting for memory, which may be freed only when clients read.
        drop(permit);
        let mut reservation = memory.wait_for(EventBatch::MAX_BYTES).await;
        let Ok(_permit) = self.permits.0.acquire().await else { return Ok(ReadOutcome::End) };
        match self.changes(&token, since).await {
            Ok(changes) => {
                let part = EventBatch::from(changes);
                reservation.resize(part.text.len());
                Ok(ReadOutcome::Changes(part, reservation))
            }
            Err(ChangesError::Expired) => Ok(ReadOutcome::End),
            Err(ChangesError::Store(error)) => Err(error),
        }
    }
}

/// Returns whether a later read may succeed. If not, the stream ends, and the client reconnects. The new request then
/// fails, and the server logs the error.
pub(super) fn is_transient(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict
        | StoreError::Unavailable(_)
        | StoreError::OutcomeUnknown(_)
        | StoreError::TooManyReads => true,
        StoreError::Corrupt { .. } | StoreError::Rejected(_) => false,
    }
}

/// Logs an outage of the database once for all streams. Failed requests are logged separately.
pub(super) fn log_outage(hub: &Hub, outcome: &Result<ReadOutcome, StoreError>) {
    match outcome {
        Ok(_) => {
            hub.record_read_result(true);
        }
        Err(error @ StoreError::Unavailable(_)) if hub.record_read_result(false) => {
            tracing::warn!(cause = format_error_chain(error), "live streams cannot read changes");
        }
        Err(_) => {}
    }
}
