//! The access of one request to the response memory.

use std::future::{Future, Ready, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use tasklane_core::session::SessionService;

use super::buffered_body::BufferedBody;
use super::memory::Reservation;
use super::memory::{MemoryExhausted, ResponseMemory};
use super::parts::PartError;
use super::recipient::Recipient;
use super::shares::Share;
use super::transmission::Transmission;
use crate::connection::Activity;
use crate::extract::{HeadOnly, SignedIn};
use crate::limits::{RequestTimer, TimerPause};
use crate::respond::{Code, MAX_UNCOUNTED_BYTES, Problem, rate_limit_headers};

const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Reserves response memory for one request. As an extractor, it must come after [`SignedIn`].
#[derive(Clone)]
pub(crate) struct ResponseBudget {
    memory: Arc<ResponseMemory>,
    recipient: Recipient,
    user: SignedIn,
    sessions: Data<SessionService>,
    timer: Option<Rc<RequestTimer>>,
    is_head: bool,
}

impl ResponseBudget {
    /// Returns the budget of an authenticated request.
    pub(crate) fn for_request(req: &HttpRequest) -> Result<Self, Problem> {
        let extensions = req.extensions();
        let of_request = || {
            let user = extensions.get::<SignedIn>().copied()?;
            let connection = req.conn_data::<Rc<Activity>>().map(|activity| activity.kill().clone());
            Some(Self {
                memory: req.app_data::<Data<ResponseMemory>>()?.clone().into_inner(),
                recipient: Recipient::new(user.user_id(), connection),
                user,
                sessions: req.app_data::<Data<SessionService>>()?.clone(),
                timer: extensions.get::<Rc<RequestTimer>>().cloned(),
                is_head: extensions.contains::<HeadOnly>(),
            })
        };
        of_request().ok_or_else(Problem::internal)
    }

    /// Reserves memory for a response of at most this many bytes, before the response is produced. A small response
    /// needs no reservation.
    pub(crate) async fn reserve_if_large(&self, bytes: usize) -> Result<Option<Reservation>, Problem> {
        if bytes <= MAX_UNCOUNTED_BYTES { Ok(None) } else { self.reserve(bytes).await.map(Some) }
    }

    pub(crate) async fn reserve(&self, bytes: usize) -> Result<Reservation, Problem> {
        // The time spent waiting for other clients to read does not count against `MAX_IN_FLIGHT` or the deadline.
        let _waiting = self.pause();
        Ok(self.memory.reserve(&self.recipient, bytes).await?)
    }

    /// Creates a body with `make` under a reservation.
    ///
    /// A body that is usually small is created before memory is reserved. If such a body is large and no memory is
    /// available, the body is discarded, and created again after memory is reserved.
    pub(crate) async fn build_reserved<T>(
        &self,
        is_usually_small: bool,
        reserved: usize,
        make: impl AsyncFn() -> Result<(T, Vec<u8>), Problem>,
    ) -> Result<(T, Vec<u8>, Option<Reservation>), Problem> {
        if is_usually_small {
            let (other, mut body) = make().await?;
            if body.len() <= MAX_UNCOUNTED_BYTES {
                return Ok((other, body, None));
            }
            if let Some(reservation) = self.memory.try_reserve(&self.recipient, body.len()) {
                body.shrink_to_fit();
                return Ok((other, body, Some(reservation)));
            }
        }
        let reservation = self.reserve(reserved).await?;
        let (other, mut body) = make().await?;
        body.shrink_to_fit();
        Ok((other, body, Some(reservation)))
    }

    /// Attaches a reservation to a response that is completely in memory. The reservation is released immediately if
    /// the body is small.
    pub(crate) fn send_buffered(
        &self,
        response: HttpResponse,
        reservation: Option<Reservation>,
    ) -> HttpResponse {
        let Some(mut reservation) = reservation else { return response };
        response.map_body(|_, body| match body.try_into_bytes() {
            Ok(bytes) if bytes.len() > MAX_UNCOUNTED_BYTES => {
                reservation.resize(bytes.len());
                BoxBody::new(BufferedBody::new(bytes, Transmission::begin(reservation, &self.recipient)))
            }
            Ok(bytes) => BoxBody::new(bytes),
            Err(body) => body,
        })
    }

    /// Starts to send bytes that the caller has in memory.
    pub(crate) fn send(&self, reservation: Reservation) -> Transmission {
        Transmission::begin(reservation, &self.recipient)
    }

    pub(super) fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// Reserves memory for the next part of a response, and waits without a time limit.
    pub(crate) async fn wait_for(&self, bytes: usize) -> Reservation {
        self.memory.wait_for(&self.recipient, bytes).await
    }

    /// Stops the clock of the request while it waits for memory or for a read permit.
    pub(super) fn pause(&self) -> Option<TimerPause> {
        self.timer.as_ref().map(RequestTimer::pause)
    }

    pub(super) async fn read_permit(&self) -> Share {
        self.memory.read_permit(self.recipient.user).await
    }

    /// Whether the client requested only the header fields.
    pub(super) fn is_head(&self) -> bool {
        self.is_head
    }

    /// Waits for a read permit, and then reads from the database.
    pub(super) async fn with_read_permit<T>(&self, read: impl Future<Output = T>) -> T {
        let _permit = self.read_permit().await;
        read.await
    }

    /// Fails if the session has ended: a response must not outlive the session of its request.
    pub(super) async fn expect_live_session(&self) -> Result<(), PartError> {
        let is_live = self.sessions.is_session_live(self.user.token().signed_in).await?;
        is_live.then_some(()).ok_or(PartError::SessionEnded)
    }
}

impl FromRequest for ResponseBudget {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::for_request(req))
    }
}

impl From<MemoryExhausted> for Problem {
    fn from(exhausted: MemoryExhausted) -> Self {
        let retry_after = HeaderValue::from(rate_limit_headers::whole_seconds(RETRY_AFTER));
        match exhausted {
            MemoryExhausted::UserLimit(bytes) => {
                let detail =
                    "Too many of your responses are unread; finish reading them or close them, then retry";
                let problem =
                    Self::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, retry_after);
                rate_limit_headers::response_memory(bytes, RETRY_AFTER)
                    .fold(problem, |problem, (name, value)| problem.with_header(name, value))
            }
            MemoryExhausted::ServerLimit => {
                let detail =
                    "The server is sending too many responses at the moment; try again in a few seconds";
                Self::new(Code::Unavailable, detail)
                    .with_header(header::RETRY_AFTER, retry_after)
                    .with_cause_text("response memory is exhausted")
            }
        }
    }
}
