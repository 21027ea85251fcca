//! The body of a stream. It sends only what it read from the database: being woken makes it read.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::web::Bytes;
use futures_util::Stream;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::Changes;

use super::event;
use super::part::Part;
use super::reading::{Found, Reading, Sources, is_passing, report};
use crate::connection::Streaming;
use crate::live::{Signals, Subscription};
use crate::unsent::{RequestBudget, Reservation, Sending};

/// The HTTP library keeps a buffer as large as the largest that it once needed. It is flushed after this many bytes, in pieces.
const BEFORE_A_FLUSH: usize = 8 * 1024;
const PIECE: usize = 4 * 1024;

pub(crate) struct Events {
    subscription: Subscription,
    sources: Sources,
    connection: Option<Streaming>,
    /// Up to where everything was read.
    position: i64,
    /// What is left to do.
    due: Signals,
    reading: Option<Reading>,
    budget: RequestBudget,
    /// What was read and is not sent yet.
    text: Bytes,
    /// The memory that it takes, if that is worth counting.
    sending: Option<Sending>,
    since_flush: usize,
}

impl Events {
    /// `changes` are the first ones to send, if they were read already.
    pub(crate) fn new(
        subscription: Subscription,
        sources: Sources,
        connection: Option<Streaming>,
        position: i64,
        changes: Option<(Changes, Reservation)>,
        budget: RequestBudget,
    ) -> Self {
        if let Some(connection) = &connection {
            subscription.rests_on(connection.kill());
        }
        let start = event::start(subscription.number(), position);
        let mut events = Self {
            subscription,
            sources,
            connection,
            position,
            due: Signals::NONE,
            reading: None,
            budget,
            text: Bytes::new(),
            sending: None,
            since_flush: 0,
        };
        if let Some((changes, reservation)) = changes {
            events.take_in(changes.into(), reservation);
        }
        events.text = [start, events.text].concat().into();
        events
    }

    fn take_in(&mut self, part: Part, mut reservation: Reservation) {
        self.position = part.next;
        if part.has_more {
            self.due = self.due | Signals::CHANGED;
        }
        self.text = part.text;
        self.sending = (self.text.len() > PIECE).then(|| {
            reservation.resize(self.text.len());
            self.budget.send(reservation)
        });
    }

    /// The next that can be sent without waiting.
    fn next_piece(&mut self) -> Option<Bytes> {
        let piece = self.text.split_to(PIECE.min(self.text.len()));
        if self.text.is_empty() {
            self.sending = None;
        }
        if let Some(sending) = &self.sending {
            sending.note_progress();
        }
        (!piece.is_empty()).then_some(piece)
    }

    fn start_reading(&mut self) {
        let is_likely = self.due.has(Signals::CHANGED);
        self.due = Signals::NONE;
        self.reading =
            Some(self.sources.look(self.subscription.pass(), self.position, is_likely, &self.budget));
    }

    /// Whether the stream goes on. The next heartbeat makes up for most failures.
    fn end_reading(&mut self, outcome: Result<Found, StoreError>) -> bool {
        self.reading = None;
        report(self.subscription.hub(), &outcome);
        match outcome {
            Ok(Found::Changes(part, reservation)) => self.take_in(part, reservation),
            Ok(Found::End) => return false,
            Ok(Found::Nothing) => {}
            Err(error) => return is_passing(&error),
        }
        true
    }

    fn is_over(&self) -> bool {
        self.due.has(Signals::OVER) || self.connection.as_ref().is_some_and(Streaming::is_over)
    }
}

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.due = this.due | this.subscription.take(cx.waker());
        if this.is_over() {
            return Poll::Ready(None);
        }
        if this.since_flush >= BEFORE_A_FLUSH {
            this.since_flush = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            if let Some(piece) = this.next_piece() {
                this.since_flush += piece.len();
                return Poll::Ready(Some(Ok(piece)));
            }
            if this.due.has(Signals::HEARTBEAT) {
                this.due = this.due.without(Signals::HEARTBEAT) | Signals::LOOK;
                return Poll::Ready(Some(Ok(event::heartbeat())));
            }
            if let Some(reading) = &mut this.reading {
                let outcome = ready!(Pin::new(reading).poll(cx));
                if !this.end_reading(outcome) {
                    return Poll::Ready(None);
                }
            } else if this.due.has(Signals::CHANGED | Signals::LOOK) {
                this.start_reading();
            } else {
                this.since_flush = 0;
                return Poll::Pending;
            }
        }
    }
}
