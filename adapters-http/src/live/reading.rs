//! How a stream looks for changes.

use std::future::Future;
use std::pin::Pin;

use actix_web::web::Data;
use tasklane_core::causes::causes;
use tasklane_core::session::{Pass, SessionService};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{Changes, ChangesError, TaskService};
use tokio::sync::Semaphore;

use super::hub::Hub;

/// A client that reads slowly makes the server keep no more than these.
const AT_ONCE: u32 = 32;
/// So many streams of one worker thread look at the same time: its few connections are for requests first.
const READERS: usize = 2;

/// The places of those who look, on one worker thread.
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
    Changes(Changes),
    Nothing,
    /// The stream has to end: its pass is good no more, or changes are forgotten that it did not send.
    End,
}

pub(super) type Reading = Pin<Box<dyn Future<Output = Result<Found, StoreError>>>>;

impl Sources {
    /// What has changed since then, for a request.
    pub(crate) async fn changes(&self, pass: &Pass, since: i64) -> Result<Changes, ChangesError> {
        self.tasks.changes(pass.who.user_id, since, AT_ONCE).await
    }

    /// The same, for a stream, which waits for its turn. Where it is not likely that there is anything, the number of the
    /// last write is looked at first.
    pub(super) fn look(&self, pass: Pass, since: i64, is_likely: bool) -> Reading {
        let sources = self.clone();
        Box::pin(async move {
            let Ok(_place) = sources.reads.0.acquire().await else { return Ok(Found::End) };
            if !sources.sessions.is_good(&pass).await? {
                return Ok(Found::End);
            }
            if !is_likely && sources.tasks.sequence(pass.who.user_id).await? == since {
                return Ok(Found::Nothing);
            }
            match sources.changes(&pass, since).await {
                Ok(changes) => Ok(Found::Changes(changes)),
                Err(ChangesError::Expired) => Ok(Found::End),
                Err(ChangesError::Store(error)) => Err(error),
            }
        })
    }
}

/// Requests that fail have lines of their own, and of thousands of streams one will do.
pub(super) fn report(hub: &Hub, outcome: &Result<Found, StoreError>) {
    match outcome {
        Ok(_) => {
            hub.note_reads(true);
        }
        Err(error) if hub.note_reads(false) => {
            tracing::warn!(cause = causes(error), "live streams can't look for changes");
        }
        Err(_) => {}
    }
}
