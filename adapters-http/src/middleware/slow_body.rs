//! Aborts requests whose body arrives too slowly. Without this limit, a handler could wait forever and delay the
//! shutdown.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::config::{HttpConfig, MinBodyRate};
use crate::limits::RequestTimer;
use crate::route_table::{BodyKind, RouteTable};

pub(crate) async fn watch<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let rate = req.app_data::<Data<HttpConfig>>().map(|config| config.limits.body);
    if let Some(rate) = rate {
        match req.take_payload() {
            Payload::None => {}
            body => {
                let rate = if takes_file(&req) { rate.for_upload() } else { rate };
                let request_timer = req.extensions().get::<Rc<RequestTimer>>().cloned();
                let watched = TimedBody { body, rate, request_timer, since: None, timer: None, bytes: 0 };
                req.set_payload(Payload::Stream { payload: Box::pin(watched) });
            }
        }
    }
    next.call(req).await
}

fn takes_file(req: &ServiceRequest) -> bool {
    let table = req.app_data::<Data<RouteTable>>();
    table
        .and_then(|table| table.find(req.match_info().as_str()))
        .is_some_and(|served| served.body == BodyKind::File)
}

/// A request body with a minimum speed. Fails with [`TimedOut`](io::ErrorKind::TimedOut) if the client is slower.
struct TimedBody<S> {
    body: S,
    rate: MinBodyRate,
    request_timer: Option<Rc<RequestTimer>>,
    /// When the handler first waited for data. Earlier time is not counted.
    since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    bytes: u64,
}

impl<S> TimedBody<S> {
    fn poll_timeout(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let deadline = since + self.rate.deadline(self.bytes);
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.poll_unpin(cx)
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for TimedBody<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let polled = match this.body.poll_next_unpin(cx) {
            Poll::Pending => {
                this.poll_timeout(cx).map(|()| Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))))
            }
            ready @ Poll::Ready(_) => ready,
        };
        if let Some(request_timer) = &this.request_timer {
            if polled.is_pending() { request_timer.wait() } else { request_timer.resume() }
        }
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            this.bytes = this.bytes.saturating_add(chunk.len().try_into().unwrap_or(u64::MAX));
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::stream;

    use super::*;
    use crate::config::HttpLimits;

    /// Reads a body of chunks, each with a delay in milliseconds and a size. Returns the number of bytes read, and the
    /// time until the timeout, if any.
    async fn read(chunks: impl IntoIterator<Item = (u64, usize)>) -> (usize, Option<Duration>) {
        let body = stream::iter(chunks).then(|(millis, size)| async move {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Ok(Bytes::from(vec![b'x'; size]))
        });
        let rate = HttpLimits::with_max_in_flight(1).body;
        let body = Box::pin(body);
        let mut watched = TimedBody { body, rate, request_timer: None, since: None, timer: None, bytes: 0 };
        let (begin, mut bytes) = (Instant::now(), 0);
        while let Some(chunk) = watched.next().await {
            match chunk {
                Ok(chunk) => bytes += chunk.len(),
                Err(PayloadError::Io(error)) if error.kind() == io::ErrorKind::TimedOut => {
                    return (bytes, Some(begin.elapsed()));
                }
                Err(error) => panic!("{error}"),
            }
        }
        (bytes, None)
    }

    const NEVER: (u64, usize) = (1_000_000, 1);

    #[tokio::test(start_paused = true)]
    async fn steady_body_is_read() {
        assert_eq!(read([(10, 1000); 64]).await, (64_000, None));
        assert_eq!(read([(4_900, 10), (90, 10)]).await, (20, None), "a slow start must be tolerated");
        assert_eq!(
            read([(500, 700); 16]).await,
            (11_200, None),
            "a slow body within the limit must be accepted"
        );
    }

    // assures: R702
    #[tokio::test(start_paused = true)]
    async fn stalled_body_times_out() {
        let after = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(read([NEVER]).await, (0, after(5)));
        assert_eq!(read([(0, 100), NEVER]).await, (100, after(5)));
        assert_eq!(read([(1, 8 * 1024), NEVER]).await, (8 * 1024, after(8)));
    }

    // assures: R702
    #[tokio::test(start_paused = true)]
    async fn trickling_body_times_out() {
        let (bytes, after) = read([(1100, 100); 60]).await;
        assert_eq!((bytes, after), (400, Some(Duration::from_secs(5))));
    }

    #[tokio::test(start_paused = true)]
    async fn steady_body_times_out_at_the_maximum_duration() {
        let (bytes, after) = read([(1100, 2000); 60]).await;
        assert_eq!((bytes, after), (26_000, Some(Duration::from_secs(15))));
    }
}
