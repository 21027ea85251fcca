//! Writes at most one log line per request, with the route's template instead of the path, because a path can contain
//! personal data. Also records the metrics and ends the span of the request.

use std::time::Instant;

use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use tasklane_core::ids::UserId;
use tasklane_runtime::Event;

use super::request_id::RequestId;
use super::request_metrics::RequestMetrics;
use super::request_span::RequestSpan;
use crate::extract::{ClientAddress, SignedIn};
use crate::respond::{Code, Problem, audit::AuditRecord};
use crate::route_table::RouteTable;

/// Name of the tracing event, for subscribers that treat these frequent lines separately.
pub const REQUEST_LINE: &str = "request";

/// The data of a request that is known before its response.
pub(super) struct RequestLine {
    method: Method,
    uri: Uri,
    table: Option<Data<RouteTable>>,
    ip: Option<std::net::IpAddr>,
    metrics: Option<Data<RequestMetrics>>,
    pub(super) span: RequestSpan,
    started: Instant,
    /// Whether to omit the line. Probes arrive every few seconds and carry no information.
    is_silent: bool,
}

impl RequestLine {
    pub(super) fn new(
        req: &ServiceRequest,
        table: Option<Data<RouteTable>>,
        client: Option<ClientAddress>,
        id: &RequestId,
        is_silent: bool,
    ) -> Self {
        Self {
            method: req.method().clone(),
            uri: req.uri().clone(),
            table,
            ip: client.map(|ClientAddress(ip)| ip),
            metrics: req.app_data::<Data<RequestMetrics>>().cloned(),
            span: if is_silent { RequestSpan::none() } else { RequestSpan::start(req, id) },
            started: Instant::now(),
            is_silent,
        }
    }

    /// Returns the template of the route. If the request is no longer available, uses the route table.
    fn route(&self, req: Option<&HttpRequest>) -> Option<String> {
        let Some(req) = req else {
            let served = self.table.as_ref()?.find(self.uri.path());
            return served.map(|served| served.template().to_owned());
        };
        req.match_pattern()
    }
}

pub(super) fn write(line: &RequestLine, req: Option<&HttpRequest>, response: &HttpResponse, id: &RequestId) {
    let (route, status, elapsed) = (line.route(req), response.status(), line.started.elapsed());
    if let Some(metrics) = &line.metrics {
        metrics.count(route.as_deref(), &line.method, status, elapsed);
    }
    line.span.end(line.method.as_str(), route.as_deref(), status);
    let extensions = response.extensions();
    let problem = extensions.get::<Problem>();
    if line.is_silent || problem.is_some_and(|problem| !problem.has_log_line()) {
        return;
    }
    let record = audit_record(req, problem, status);
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                name: REQUEST_LINE,
                request_id = id.as_str(),
                trace_id = line.span.trace_id().map(tracing::field::display),
                method = line.method.as_str(),
                route = route.as_deref(),
                status = status.as_u16(),
                latency_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
                event = record.event.map(Event::as_str),
                user_id = record.user_id.map(UserId::get),
                session_id = record.session_id.map(tracing::field::display),
                ip = line.ip.map(tracing::field::display),
                problem = problem.map(|problem| problem.code().as_str()),
                cause = problem.and_then(Problem::cause),
                "request"
            )
        };
    }
    match record.event {
        Some(Event::Failed) => line!(error),
        Some(event) if event.needs_attention() => line!(warn),
        _ => line!(info),
    }
}

/// Returns the record of the handler, completed with data of the token and the response.
fn audit_record(req: Option<&HttpRequest>, problem: Option<&Problem>, status: StatusCode) -> AuditRecord {
    let record = req.map(AuditRecord::from_extensions).unwrap_or_default();
    let who = req.and_then(|req| req.extensions().get::<SignedIn>().copied());
    let concerned = problem.map(Problem::affected_account).unwrap_or_default();
    let done = record.event.filter(|_| !status.is_server_error());
    AuditRecord {
        event: done.or_else(|| event(problem, status)),
        user_id: record.user_id.or(who.map(SignedIn::user_id)).or(concerned.user),
        session_id: record.session_id.or(who.map(SignedIn::session_id)).or(concerned.session),
    }
}

/// Returns the event that a response implies. A missing task implies no event: the task may belong to another user, but
/// the problem does not show this.
fn event(problem: Option<&Problem>, status: StatusCode) -> Option<Event> {
    match problem.map(Problem::code) {
        _ if status.is_server_error() => Some(Event::Failed),
        Some(Code::InvalidCredentials | Code::AccountInactive | Code::EmailNotVerified) => {
            Some(Event::CredentialsRejected)
        }
        Some(Code::LinkInvalid) => Some(Event::LinkRejected),
        Some(Code::RefreshReused) => Some(Event::RefreshReused),
        Some(Code::NotAuthorized) => Some(Event::CrossUserAccessDenied),
        Some(Code::RateLimited) if problem.is_some_and(Problem::is_lockout) => Some(Event::LockedOut),
        Some(Code::RateLimited) => Some(Event::RateLimited),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasklane_core::session::ConfirmError;
    use tasklane_core::store_error::StoreError;

    #[test]
    fn only_a_lockout_is_logged_as_locked_out() {
        let event_of = |problem: Problem| event(Some(&problem), problem.code().status());
        let locked = ConfirmError::TooManyAttempts { retry_after: chrono::TimeDelta::seconds(9) };
        assert_eq!(event_of(locked.into()), Some(Event::LockedOut));
        let too_many_reads = Problem::from(StoreError::TooManyReads);
        assert!(too_many_reads.cause().is_some());
        assert_eq!(event_of(too_many_reads), Some(Event::RateLimited));
        assert_eq!(event_of(Problem::rate_limited(std::time::Duration::ZERO)), Some(Event::RateLimited));
    }
}
