//! The budget as one request uses it.

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

use super::budget::Reservation;
use super::budget::{Budget, NoRoom};
use super::parts::PartError;
use super::recipient::Recipient;
use super::sending::Sending;
use super::shares::Share;
use super::whole_body::WholeBody;
use crate::connection::Activity;
use crate::extract::{HeadOnly, SignedIn};
use crate::limits::{Pause, Progress};
use crate::respond::{Code, Problem, SMALL, rate_limit_headers};

const RETRY_AFTER: Duration = Duration::from_secs(5);

/// As an extractor it stands behind [`SignedIn`].
#[derive(Clone)]
pub(crate) struct RequestBudget {
    budget: Arc<Budget>,
    recipient: Recipient,
    user: SignedIn,
    sessions: Data<SessionService>,
    work: Option<Rc<Progress>>,
    is_head: bool,
}

impl RequestBudget {
    /// The budget of a request whose user is known.
    pub(crate) fn of(req: &HttpRequest) -> Result<Self, Problem> {
        let extensions = req.extensions();
        let of_request = || {
            let user = extensions.get::<SignedIn>().copied()?;
            let connection = req.conn_data::<Rc<Activity>>().map(|activity| activity.kill().clone());
            Some(Self {
                budget: req.app_data::<Data<Budget>>()?.clone().into_inner(),
                recipient: Recipient::new(user.user_id(), connection),
                user,
                sessions: req.app_data::<Data<SessionService>>()?.clone(),
                work: extensions.get::<Rc<Progress>>().cloned(),
                is_head: extensions.contains::<HeadOnly>(),
            })
        };
        of_request().ok_or_else(Problem::internal)
    }

    /// Room for a response of at most this many bytes, before the work on it begins: a small one needs none.
    pub(crate) async fn reserve_if_large(&self, bytes: usize) -> Result<Option<Reservation>, Problem> {
        if bytes <= SMALL { Ok(None) } else { self.reserve(bytes).await.map(Some) }
    }

    pub(crate) async fn reserve(&self, bytes: usize) -> Result<Reservation, Problem> {
        // The request is not worked on while it waits for other clients to read.
        let _waiting = self.pause();
        Ok(self.budget.reserve(&self.recipient, bytes).await?)
    }

    /// A body that is made by `make`, with the memory that is reserved for it. Where it is nearly always small, and never very
    /// large, it is made first; only when there is no room for it, it is discarded, and made again when there is.
    pub(crate) async fn counted<T>(
        &self,
        is_small_as_a_rule: bool,
        reserved: usize,
        make: impl AsyncFn() -> Result<(T, Vec<u8>), Problem>,
    ) -> Result<(T, Vec<u8>, Option<Reservation>), Problem> {
        if is_small_as_a_rule {
            let (other, mut body) = make().await?;
            if body.len() <= SMALL {
                return Ok((other, body, None));
            }
            if let Some(reservation) = self.budget.reserve_now(&self.recipient, body.len()) {
                body.shrink_to_fit();
                return Ok((other, body, Some(reservation)));
            }
        }
        let reservation = self.reserve(reserved).await?;
        let (other, mut body) = make().await?;
        body.shrink_to_fit();
        Ok((other, body, Some(reservation)))
    }

    /// A response whose body is in memory, with what was reserved for it. That is returned now if it turned out small.
    pub(crate) fn whole(&self, response: HttpResponse, reservation: Option<Reservation>) -> HttpResponse {
        let Some(mut reservation) = reservation else { return response };
        response.map_body(|_, body| match body.try_into_bytes() {
            Ok(bytes) if bytes.len() > SMALL => {
                reservation.resize(bytes.len());
                BoxBody::new(WholeBody::new(bytes, Sending::begin(reservation, &self.recipient)))
            }
            Ok(bytes) => BoxBody::new(bytes),
            Err(body) => body,
        })
    }

    /// Sends bytes that the caller holds itself.
    pub(crate) fn send(&self, reservation: Reservation) -> Sending {
        Sending::begin(reservation, &self.recipient)
    }

    pub(super) fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// Room for the next part of a response, which waits for as long as it takes.
    pub(crate) async fn wait_for(&self, bytes: usize) -> Reservation {
        self.budget.wait_for(&self.recipient, bytes).await
    }

    /// The work on the request, which pauses while it waits for others.
    pub(super) fn pause(&self) -> Option<Pause> {
        self.work.as_ref().map(Progress::pause)
    }

    pub(super) async fn turn(&self) -> Share {
        self.budget.turn(self.recipient.user).await
    }

    /// Whether the client wants no body.
    pub(super) fn is_head(&self) -> bool {
        self.is_head
    }

    /// Reads from the database when this user's turn has come.
    pub(super) async fn in_turn<T>(&self, read: impl Future<Output = T>) -> T {
        let _turn = self.turn().await;
        read.await
    }

    /// A response ends with the session of its request.
    pub(super) async fn expect_live_session(&self) -> Result<(), PartError> {
        let is_live = self.sessions.is_session_live(self.user.pass().who).await?;
        is_live.then_some(()).ok_or(PartError::SessionEnded)
    }
}

impl FromRequest for RequestBudget {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req))
    }
}

impl From<NoRoom> for Problem {
    fn from(no_room: NoRoom) -> Self {
        let retry_after = HeaderValue::from(rate_limit_headers::whole_seconds(RETRY_AFTER));
        match no_room {
            NoRoom::OfUser(bytes) => {
                let detail =
                    "Your other requests have not been read to their end; read or close them, then try again";
                let problem =
                    Self::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, retry_after);
                rate_limit_headers::unsent(bytes, RETRY_AFTER)
                    .fold(problem, |problem, (name, value)| problem.with_header(name, value))
            }
            NoRoom::OfServer => {
                let detail = "The server is sending as much as it can right now; try again in a moment";
                Self::new(Code::Unavailable, detail)
                    .with_header(header::RETRY_AFTER, retry_after)
                    .because("too many unsent bytes")
            }
        }
    }
}
