//! A response body in parts. The next part is read after the connection has accepted the previous part.

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

use super::memory::Reservation;
use super::parts::{MAX_DURATION, Part, PartError, Parts};
use super::response_budget::ResponseBudget;
use super::transmission::Transmission;
use crate::respond::Problem;

/// Maximum time that a request waits for the read permit of its first part.
const MAX_WAIT_FOR_PERMIT: Duration = Duration::from_secs(10);

impl ResponseBudget {
    /// Starts a response in parts. A response that fits in one part is sent as a buffered response.
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
        Ok(self.send_after_first_part(response, first, reservation, parts))
    }

    /// Continues a response whose first part was already read.
    pub(crate) fn send_after_first_part<P: Parts + Unpin>(
        self,
        mut response: HttpResponseBuilder,
        first: Part,
        reservation: Reservation,
        then: P,
    ) -> HttpResponse {
        let Part { bytes, is_last } = first;
        if is_last {
            return self.send_buffered(response.body(bytes), Some(reservation));
        }
        if self.is_head() {
            return response.streaming(stream::empty::<Result<Bytes, PartError>>());
        }
        response.body(BoxBody::new(PartBody::new(bytes, reservation, then, self)))
    }
}

struct PartBody<P> {
    state: State<P>,
    memory: ResponseBudget,
    since: Instant,
    /// The span of the request. It lasts until the response ends.
    span: Span,
}

enum State<P> {
    Sending { rest: Bytes, transmission: Transmission, then: Option<P> },
    ReadingPart(PartRead<P>),
    Finished,
}

/// A part that is being read. The read is cancelled on drop.
///
/// The read runs in its own task, because the body is not polled while the client is not reading. Without the task, the
/// read would hold its permit and its database connection during that time.
struct PartRead<P>(JoinHandle<Result<(P, Part, Reservation), PartError>>);

impl<P> Future for PartRead<P> {
    type Output = Result<(P, Part, Reservation), PartError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let read = ready!(Pin::new(&mut self.0).poll(cx));
        // The panic itself was already logged.
        Poll::Ready(read.unwrap_or_else(|panicked| Err(PartError::write_error(panicked))))
    }
}

impl<P> Drop for PartRead<P> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Parts> PartBody<P> {
    fn new(first: Bytes, reservation: Reservation, then: P, memory: ResponseBudget) -> Self {
        let transmission = Transmission::begin(reservation, memory.recipient());
        let state = State::Sending { rest: first, transmission, then: Some(then) };
        Self { state, memory, since: Instant::now(), span: Span::current() }
    }

    fn start_reading(&self, mut parts: P) -> PartRead<P> {
        let memory = self.memory.clone();
        let read = async move {
            let mut reservation = memory.wait_for(parts.reserved()).await;
            memory.expect_live_session().await?;
            let part = next_part(&memory, &mut parts).await?;
            reservation.resize(part.bytes.len());
            Ok((parts, part, reservation))
        };
        PartRead(rt::spawn(read.instrument(self.span.clone())))
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PartError>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Finished) {
                State::Sending { mut rest, transmission, then } if !rest.is_empty() => {
                    let chunk = transmission.next_chunk(&mut rest);
                    self.state = State::Sending { rest, transmission, then };
                    return Poll::Ready(Some(Ok(chunk)));
                }
                State::Sending { then: Some(parts), transmission, .. } => {
                    drop(transmission);
                    if self.since.elapsed() > MAX_DURATION {
                        return Poll::Ready(Some(Err(PartError::TooLong)));
                    }
                    self.state = State::ReadingPart(self.start_reading(parts));
                }
                State::ReadingPart(mut part_read) => {
                    let Poll::Ready(read) = Pin::new(&mut part_read).poll(cx) else {
                        self.state = State::ReadingPart(part_read);
                        return Poll::Pending;
                    };
                    let (parts, Part { bytes, is_last }, reservation) = match read {
                        Ok(read) => read,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    };
                    let transmission = Transmission::begin(reservation, self.memory.recipient());
                    let then = (!is_last).then_some(parts);
                    self.state = State::Sending { rest: bytes, transmission, then };
                }
                State::Sending { then: None, .. } | State::Finished => return Poll::Ready(None),
            }
        }
    }
}

async fn next_part<P: Parts>(memory: &ResponseBudget, parts: &mut P) -> Result<Part, PartError> {
    loop {
        let next = parts.next();
        let read = if P::NEEDS_READ_PERMIT { memory.with_read_permit(next).await } else { next.await };
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
        let polled = this.poll_chunk(cx);
        if let Poll::Ready(Some(Err(_))) = &polled {
            this.span.record("otel.status_code", "ERROR");
        }
        polled
    }
}
