//! A response body in parts. The next part is read when the client has taken the previous one.

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
use super::parts::{MAX_DURATION, Part, PartError, Parts};
use super::request_budget::RequestBudget;
use super::sending::Sending;
use crate::respond::Problem;

/// Maximum wait for a read permit. Usually far shorter, unless the database is very slow.
const MAX_WAIT_FOR_PERMIT: Duration = Duration::from_secs(10);

impl RequestBudget {
    /// Starts a response in parts. A response that fits in one part is sent like any other.
    pub(crate) async fn in_parts<P: Parts + Unpin>(
        self,
        response: HttpResponseBuilder,
        mut parts: P,
    ) -> Result<HttpResponse, Problem> {
        let mut reservation = self.reserve(parts.reserved()).await?;
        let permit = {
            let _waiting = self.pause();
            timeout(MAX_WAIT_FOR_PERMIT, self.read_permit()).await
        };
        let permit = permit.map_err(|error| Problem::unavailable().caused_by(&error))?;
        let first = parts.next().await?;
        drop(permit);
        reservation.resize(first.bytes.len());
        Ok(self.continued(response, first, reservation, parts))
    }

    /// Continues a response whose first part was already read.
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
    /// Span of the request, which lasts as long as its response.
    span: Span,
}

enum State<P> {
    Sending { rest: Bytes, sending: Sending, then: Option<P> },
    Reading(Reading<P>),
    Over,
}

/// A part that is being read. Dropping it cancels the read.
///
/// The read runs in its own task, because the body is not polled while the client reads nothing. Otherwise the
/// read would hold its permit and its database connection during that time.
struct Reading<P>(JoinHandle<Result<(P, Part, Reservation), PartError>>);

impl<P> Future for Reading<P> {
    type Output = Result<(P, Part, Reservation), PartError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let read = ready!(Pin::new(&mut self.0).poll(cx));
        // The panic itself was already logged.
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
                    if self.since.elapsed() > MAX_DURATION {
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
        let read = if P::TAKES_TURNS { budget.with_read_permit(next).await } else { next.await };
        match read {
            // This read has already waited for other reads of its user. It retries, because the response has begun and
            // cannot be rejected.
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
