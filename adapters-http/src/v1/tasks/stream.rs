//! `GET /tasks/stream`

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, get};
use futures_util::stream;
use tasklane_core::session::SessionService;
use tasklane_core::task::TaskService;

use super::events::{EventBatch, Events, ReadPermits, StreamServices};
use super::sync_bodies::EventBody;
use crate::connection::{Activity, Streaming};
use crate::extract::{ExtractorChain, HeadOnly, Query, SignedIn};
use crate::limits::InFlight;
use crate::live::{Hub, StreamRejected, Subscription};
use crate::respond::{Code, Fault, Problem, Reason, rate_limit_headers};
use crate::response_memory::ResponseBudget;
use crate::route_table::{ApiOperation, RouteMetadata};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// `event-source-polyfill` sends the id in the query string, because old browsers do not allow pages to set the header.
const QUERY_LAST_EVENT_ID: &str = "lastEventId";
/// Disables response buffering in proxies such as nginx.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// Interval of the heartbeats, which detect streams whose clients have disappeared. Also the `Retry-After` of a stream
/// that a limit rejects.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);

/// Stream task changes
///
/// Sends task changes as server-sent events. The stream starts with the next change or, if the request has a
/// `Last-Event-ID`, after that event. The first event is `ready`; its data is `{}`, and its ID is the position to
/// resume from. A `task.upsert` event contains the current state of a task, and a `task.delete` event contains the `id`
/// of a deleted task. To resume, send the ID of the last event as `Last-Event-ID`, or as `since` to `/tasks/changes`.
/// The server sends a comment as a heartbeat every 15 seconds. The stream ends when the access token expires or the
/// session ends.
#[utoipa::path(
    tag = "tasks",
    params(
        ("Last-Event-ID" = Option<String>, Header, description = "Integer ID of the last event that the client received; \
         the stream resumes after this event"),
        ("lastEventId" = Option<i64>, Query, minimum = 0, description = "Same as `Last-Event-ID`, for clients that cannot \
         send the header. If both are sent, the header is used", example = 7),
    ),
    responses(
        (status = 200, description = "Server-sent events", content_type = "text/event-stream",
         body = EventBody),
        (status = 410, description = "`sync-cursor-expired`: read all tasks again and start without `Last-Event-ID`"),
        (status = 429, description = "`rate-limited`: too many requests, or too many open streams of this user"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/stream")]
pub(crate) async fn stream_tasks(
    request: ExtractorChain<(SignedIn, LastEventId, ResponseBudget)>,
    req: HttpRequest,
    services: StreamServices,
    hub: Data<Hub>,
    in_flight: Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, LastEventId(last), memory)) = request;
    let token = user.token();
    // Subscribe before reading, so that no concurrent change is missed.
    let subscription = Subscription::open(&hub.into_inner(), token).inspect_err(|rejected| {
        if *rejected == StreamRejected::ServerLimit {
            in_flight.record_shed();
        }
    })?;
    let (position, changes) = match last {
        Some(since) => {
            let reservation = memory.reserve(EventBatch::MAX_BYTES).await?;
            (since, Some((services.changes(&token, since).await?, reservation)))
        }
        None => (services.tasks.sequence(user.user_id()).await?, None),
    };
    let mut response = HttpResponse::Ok();
    response.content_type("text/event-stream").insert_header((X_ACCEL_BUFFERING, "no"));
    if req.extensions().contains::<HeadOnly>() {
        return Ok(response.streaming(stream::empty::<Result<_, Infallible>>()));
    }
    let connection = req.conn_data::<Rc<Activity>>().map(Streaming::begin);
    Ok(response.streaming(Events::new(subscription, services, connection, position, changes, memory)))
}

impl ApiOperation for stream_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}

/// The id of the last event that the client received, from the header or else from the query string.
pub(crate) struct LastEventId(Option<i64>);

impl FromRequest for LastEventId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Query::from_request(req, payload).into_inner().and_then(|mut query| {
            let queried = query.integer(QUERY_LAST_EVENT_ID, 0, i64::MAX);
            let header = of_header(req)?;
            query.finish(Some(Self(header.or(queried))))
        }))
    }
}

fn of_header(req: &HttpRequest) -> Result<Option<i64>, Problem> {
    let mut values = req.headers().get_all(LAST_EVENT_ID);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => number(value).map(Some).ok_or_else(not_a_number),
        _ => Err(not_a_number()),
    }
}

fn number(value: &HeaderValue) -> Option<i64> {
    // `parse` would also accept a sign.
    let digits = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

fn not_a_number() -> Problem {
    let reason = Reason::new("must be the ID of an event, which is an integer", "int_parsing");
    Fault::new("header", "Last-Event-ID", reason).into()
}

impl FromRequest for StreamServices {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let services = || {
            let tasks = req.app_data::<Data<TaskService>>()?.clone();
            let sessions = req.app_data::<Data<SessionService>>()?.clone();
            Some(Self { tasks, sessions, permits: req.app_data::<Data<ReadPermits>>()?.clone() })
        };
        ready(services().ok_or_else(Problem::internal))
    }
}

impl From<StreamRejected> for Problem {
    fn from(rejected: StreamRejected) -> Self {
        match rejected {
            StreamRejected::UserLimit(count) => {
                let problem =
                    Self::new(Code::RateLimited, "Too many streams are open; close one, or try again later")
                        .with_header(
                            header::RETRY_AFTER,
                            rate_limit_headers::whole_seconds(HEARTBEAT_INTERVAL).into(),
                        );
                rate_limit_headers::streams(count, HEARTBEAT_INTERVAL)
                    .fold(problem, |problem, (name, value)| problem.with_header(name, value))
            }
            StreamRejected::ServerLimit => {
                Self::new(Code::Unavailable, "Too many streams are open on this server; try again later")
                    .with_header(
                        header::RETRY_AFTER,
                        rate_limit_headers::whole_seconds(HEARTBEAT_INTERVAL).into(),
                    )
                    .without_log_line()
            }
            StreamRejected::ShuttingDown => {
                Self::unavailable().with_cause_text("the server is shutting down")
            }
        }
    }
}
