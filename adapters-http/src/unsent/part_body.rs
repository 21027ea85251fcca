//! The body of a response in parts: the next part is read when the client has taken the one before.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::rt;
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream;
use tasklane_core::store_error::StoreError;
use tokio::time::{Instant, timeout};
use tracing::{Instrument, Span};

use super::budget::Reservation;
use super::parts::{LONGEST, Part, PartError, Parts};
use super::request_budget::RequestBudget;
use super::sending::Sending;
use crate::respond::Problem;

/// A turn comes sooner, unless the database is very slow.
const MAX_WAIT_FOR_TURN: Duration = Duration::from_secs(10);

impl RequestBudget {
    /// A response in parts, of which none is read yet. What fits in one part is sent like any other response.
    pub(crate) async fn in_parts<P: Parts + Unpin>(
        self,
        response: HttpResponseBuilder,
        mut parts: P,
    ) -> Result<HttpResponse, Problem> {
        let mut reservation = self.reserve(parts.reserved()).await?;
        let turn = {
            let _waiting = self.pause();
            timeout(MAX_WAIT_FOR_TURN, self.turn()).await
        };
        let turn = turn.map_err(|error| Problem::unavailable().caused_by(&error))?;
        let first = parts.next().await?;
        drop(turn);
        reservation.resize(first.bytes.len());
        Ok(self.continued(response, first, reservation, parts))
    }

    /// The same, where the first part is there.
    pub(crate) fn continued<P: Parts + Unpin>(
        self,
        mut response: HttpResponseBuilder,
        first: Part,
        reservation: Reservation,
        then: P,
    ) -> HttpResponse {
        let Part { bytes, is_last } = first;
        if is_last {
            return self.whole(response.body(bytes), Some(reservation));
        }
        if self.is_head() {
            return response.streaming(stream::empty::<Result<Bytes, PartError>>());
        }
        response.body(BoxBody::new(PartBody::new(bytes, reservation, then, self)))
    }
}

struct PartBody<P> {
    state: State<P>,
    budget: RequestBudget,
    since: Instant,
    /// Of the request, which goes on for as long as its response.
    span: Span,
}

enum State<P> {
    Sending { rest: Bytes, sending: Sending, then: Option<P> },
    Reading(Reading<P>),
    Over,
}

/// A part that is being read, until this is dropped. It goes on by itself: a body is not polled while its client takes
/// nothing, and would keep its turn and its connection to the database.
struct Reading<P>(JoinHandle<Result<(P, Part, Reservation), PartError>>);

impl<P> Future for Reading<P> {
    type Output = Result<(P, Part, Reservation), PartError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let read = ready!(Pin::new(&mut self.0).poll(cx));
        // A panic has a line of its own.
        Poll::Ready(read.unwrap_or_else(|panicked| Err(PartError::writing(panicked))))
    }
}

impl<P> Drop for Reading<P> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Parts> PartBody<P> {
    fn new(first: Bytes, reservation: Reservation, then: P, budget: RequestBudget) -> Self {
        let sending = Sending::begin(reservation, budget.recipient());
        let state = State::Sending { rest: first, sending, then: Some(then) };
        Self { state, budget, since: Instant::now(), span: Span::current() }
    }

    fn start_reading(&self, mut parts: P) -> Reading<P> {
        let budget = self.budget.clone();
        let read = async move {
            let mut reservation = budget.wait_for(parts.reserved()).await;
            budget.expect_live_session().await?;
            let part = next_part(&budget, &mut parts).await?;
            reservation.resize(part.bytes.len());
            Ok((parts, part, reservation))
        };
        Reading(rt::spawn(read.instrument(self.span.clone())))
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PartError>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Sending { mut rest, sending, then } if !rest.is_empty() => {
                    let piece = sending.piece_of(&mut rest);
                    self.state = State::Sending { rest, sending, then };
                    return Poll::Ready(Some(Ok(piece)));
                }
                State::Sending { then: Some(parts), sending, .. } => {
                    drop(sending);
                    if self.since.elapsed() > LONGEST {
                        return Poll::Ready(Some(Err(PartError::TooLong)));
                    }
                    self.state = State::Reading(self.start_reading(parts));
                }
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let (parts, Part { bytes, is_last }, reservation) = match read {
                        Ok(read) => read,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    };
                    let sending = Sending::begin(reservation, self.budget.recipient());
                    let then = (!is_last).then_some(parts);
                    self.state = State::Sending { rest: bytes, sending, then };
                }
                State::Sending { then: None, .. } | State::Over => return Poll::Ready(None),
            }
        }
    }
}

async fn next_part<P: Parts>(budget: &RequestBudget, parts: &mut P) -> Result<Part, PartError> {
    loop {
        let next = parts.next();
        let read = if P::TAKES_TURNS { budget.in_turn(next).await } else { next.await };
        match read {
            // It has waited for others of its user, and goes on waiting: no request is there that could be refused.
            Err(PartError::Store(StoreError::TooManyReads)) => {}
            read => return read,
        }
    }
}

impl<P: Parts + Unpin> MessageBody for PartBody<P> {
    type Error = PartError;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PartError>>> {
        let this = self.get_mut();
        let polled = this.poll_piece(cx);
        if let Poll::Ready(Some(Err(_))) = &polled {
            this.span.record("otel.status_code", "ERROR");
        }
        polled
    }
}
