//! The body of a stream. The signal of a change does not contain the change. It triggers a read of the database, and
//! the stream sends the changes from that read.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::web::Bytes;
use futures_util::Stream;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::SyncPage;

use super::batch::EventBatch;
use super::event;
use super::read::{ReadOutcome, RunningRead, StreamServices, is_transient, log_outage};
use crate::connection::Streaming;
use crate::live::{Signals, Subscription};
use crate::response_memory::{Reservation, ResponseBudget, Transmission};

/// Number of bytes after which the write buffer is flushed. The HTTP library never shrinks this buffer, so it must stay
/// small.
const FLUSH_BYTES: usize = 8 * 1024;
/// Maximum size of one chunk of the body.
const MAX_CHUNK_BYTES: usize = 4 * 1024;

pub(crate) struct Events {
    subscription: Subscription,
    services: StreamServices,
    connection: Option<Streaming>,
    /// Sequence number up to which all changes were read.
    position: i64,
    /// Pending signals.
    due: Signals,
    reading: Option<RunningRead>,
    memory: ResponseBudget,
    /// Events that were read but not sent yet.
    text: Bytes,
    /// The reserved memory of `text`. `None` if `text` fits in one chunk.
    transmission: Option<Transmission>,
    since_flush: usize,
}

impl Events {
    /// Creates the body. `changes` are the first changes to send, if the request has already read them.
    pub(crate) fn new(
        subscription: Subscription,
        services: StreamServices,
        connection: Option<Streaming>,
        position: i64,
        changes: Option<(SyncPage, Reservation)>,
        memory: ResponseBudget,
    ) -> Self {
        if let Some(connection) = &connection {
            subscription.set_connection(connection.kill());
        }
        let start = event::start(subscription.number(), position);
        let mut events = Self {
            subscription,
            services,
            connection,
            position,
            due: Signals::NONE,
            reading: None,
            memory,
            text: Bytes::new(),
            transmission: None,
            since_flush: 0,
        };
        if let Some((changes, reservation)) = changes {
            events.enqueue(changes.into(), reservation);
        }
        events.text = [start, events.text].concat().into();
        events
    }

    fn enqueue(&mut self, part: EventBatch, mut reservation: Reservation) {
        self.position = part.next;
        if part.has_more {
            self.due = self.due | Signals::CHANGED;
        }
        self.text = part.text;
        self.transmission = (self.text.len() > MAX_CHUNK_BYTES).then(|| {
            reservation.resize(self.text.len());
            self.memory.send(reservation)
        });
    }

    /// Returns the next chunk that can be sent without waiting.
    fn next_chunk(&mut self) -> Option<Bytes> {
        let chunk = self.text.split_to(MAX_CHUNK_BYTES.min(self.text.len()));
        if self.text.is_empty() {
            self.transmission = None;
        }
        if let Some(transmission) = &self.transmission {
            transmission.record_progress();
        }
        (!chunk.is_empty()).then_some(chunk)
    }

    fn start_reading(&mut self) {
        let expects_changes = self.due.has(Signals::CHANGED);
        self.due = Signals::NONE;
        self.reading = Some(self.services.start_read(
            self.subscription.token(),
            self.position,
            expects_changes,
            &self.memory,
        ));
    }

    /// Returns whether the stream continues. After a transient failure, the next heartbeat triggers another read.
    fn end_reading(&mut self, outcome: Result<ReadOutcome, StoreError>) -> bool {
        self.reading = None;
        log_outage(self.subscription.hub(), &outcome);
        match outcome {
            Ok(ReadOutcome::Changes(part, reservation)) => self.enqueue(part, reservation),
            Ok(ReadOutcome::End) => return false,
            Ok(ReadOutcome::Nothing) => {}
            Err(error) => return is_transient(&error),
        }
        true
    }

    fn is_finished(&self) -> bool {
        self.due.has(Signals::END) || self.connection.as_ref().is_some_and(Streaming::is_read_closed)
    }
}

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.due = this.due | this.subscription.take_signals(cx.waker());
        if this.is_finished() {
            return Poll::Ready(None);
        }
        if this.since_flush >= FLUSH_BYTES {
            this.since_flush = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            if let Some(chunk) = this.next_chunk() {
                this.since_flush += chunk.len();
                return Poll::Ready(Some(Ok(chunk)));
            }
            if this.due.has(Signals::HEARTBEAT) {
                this.due = this.due.without(Signals::HEARTBEAT) | Signals::CHECK;
                return Poll::Ready(Some(Ok(event::heartbeat())));
            }
            if let Some(reading) = &mut this.reading {
                let outcome = ready!(Pin::new(reading).poll(cx));
                if !this.end_reading(outcome) {
                    return Poll::Ready(None);
                }
            } else if this.due.has(Signals::CHANGED | Signals::CHECK) {
                this.start_reading();
            } else {
                this.since_flush = 0;
                return Poll::Pending;
            }
        }
    }
}
