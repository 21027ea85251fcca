//! How a stream reads changes from the database.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Data;
use tasklane_core::session::{SessionService, ValidToken};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Changes, ChangesError, ReadLimit, TaskService};
use tasklane_runtime::causes;
use tokio::sync::Semaphore;

use super::part::Part;
use crate::live::Hub;
use crate::unsent::{RequestBudget, Reservation};

/// A stream sends about 64 KiB at a time: more would be read in vain.
const AT_ONCE: ReadLimit = ReadLimit { rows: 32, bytes: 64 * 1024 };
/// How many streams of one worker thread read at the same time: its few connections are for requests first.
const READERS: usize = 2;

/// The streams that read at the same time, on one worker thread.
pub(crate) struct Reads(Semaphore);

impl Default for Reads {
    fn default() -> Self {
        Self(Semaphore::new(READERS))
    }
}

/// Where a stream finds out what there is to send.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) tasks: Data<TaskService>,
    pub(crate) sessions: Data<SessionService>,
    pub(crate) reads: Data<Reads>,
}

pub(super) enum Found {
    /// With the memory that they take.
    Changes(Part, Reservation),
    Nothing,
    /// The stream has to end: its pass is good no more, or changes are forgotten that it did not send.
    End,
}

/// A look that is under way, until this is dropped. It goes on by itself: an answer is not polled while its client takes
/// nothing, and would keep its place among those who look, and its connection to the database.
pub(super) struct Reading(JoinHandle<Result<Found, StoreError>>);

impl Future for Reading {
    type Output = Result<Found, StoreError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // One that panicked has lines of its own.
        let outcome = ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(outcome.unwrap_or(Ok(Found::End)))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Sources {
    /// What has changed since then, for a request.
    pub(crate) async fn changes(&self, pass: &ValidToken, since: i64) -> Result<Changes, ChangesError> {
        self.tasks.changes(pass.who.user_id, since, AT_ONCE).await
    }

    /// The same, for a stream, which waits for its turn. Where it is not likely that there is anything, the number of the
    /// last write is looked at first.
    pub(super) fn look(
        &self,
        pass: ValidToken,
        since: i64,
        is_likely: bool,
        budget: &RequestBudget,
    ) -> Reading {
        let (sources, budget) = (self.clone(), budget.clone());
        Reading(rt::spawn(async move { sources.find(pass, since, is_likely, &budget).await }))
    }

    async fn find(
        &self,
        pass: ValidToken,
        since: i64,
        is_likely: bool,
        budget: &RequestBudget,
    ) -> Result<Found, StoreError> {
        let Ok(place) = self.reads.0.acquire().await else { return Ok(Found::End) };
        if !self.sessions.is_still_valid(&pass).await? {
            return Ok(Found::End);
        }
        if !is_likely && self.tasks.sequence(pass.who.user_id).await? == since {
            return Ok(Found::Nothing);
        }
        // No other stream waits for a place while this one waits until its user's clients read.
        drop(place);
        let mut reservation = budget.wait_for(Part::MAX_BYTES).await;
        let Ok(_place) = self.reads.0.acquire().await else { return Ok(Found::End) };
        match self.changes(&pass, since).await {
            Ok(changes) => {
                let part = Part::from(changes);
                reservation.resize(part.text.len());
                Ok(Found::Changes(part, reservation))
            }
            Err(ChangesError::Expired) => Ok(Found::End),
            Err(ChangesError::Store(error)) => Err(error),
        }
    }
}

/// Whether another look may find what this one did not. Where none will, the stream ends: a client that comes again is
/// told what is wrong, and so is the log.
pub(super) fn is_passing(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict
        | StoreError::Unavailable(_)
        | StoreError::OutcomeUnknown(_)
        | StoreError::TooManyReads => true,
        StoreError::Corrupt { .. } | StoreError::Rejected(_) => false,
    }
}

/// Requests that fail have lines of their own, and of thousands of streams one will do.
pub(super) fn report(hub: &Hub, outcome: &Result<Found, StoreError>) {
    match outcome {
        Ok(_) => {
            hub.note_reads(true);
        }
        Err(error @ StoreError::Unavailable(_)) if hub.note_reads(false) => {
            tracing::warn!(cause = causes(error), "live streams can't look for changes");
        }
        Err(_) => {}
    }
}
