//! One line in the log for each request, by the route's template: a path may say more about a person than a log shall.

use std::time::Instant;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use super::request_id::RequestId;
use crate::client_address::ClientAddress;
use crate::problem::{Code, Problem};
use crate::signed_in::SignedIn;

/// What the log says of a request before it is answered.
pub(super) struct RequestLine {
    method: Method,
    ip: Option<std::net::IpAddr>,
    /// Probes come every few seconds and say nothing.
    silent: bool,
}

impl RequestLine {
    pub(super) fn of(req: &ServiceRequest, client: Option<ClientAddress>) -> Self {
        Self {
            method: req.method().clone(),
            ip: client.map(|ClientAddress(ip)| ip),
            silent: ["/health", "/health/live", "/health/ready"].contains(&req.path().trim_end_matches('/')),
        }
    }
}

pub(super) fn write(
    line: &RequestLine,
    req: Option<&HttpRequest>,
    answer: &HttpResponse,
    id: &RequestId,
    started: Instant,
) {
    if line.silent {
        return;
    }
    let extensions = answer.extensions();
    let problem = extensions.get::<Problem>();
    let who = req.and_then(|req| req.extensions().get::<SignedIn>().copied());
    let who = who.map(|who| (who.user_id(), who.session_id())).or_else(|| problem?.concerns());
    let status = answer.status();
    let route = req.and_then(HttpRequest::match_pattern);
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request_id = id.as_str(),
                method = line.method.as_str(),
                route = route.as_deref(),
                status = status.as_u16(),
                latency_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
                user_id = who.map(|(user, _)| user.get()),
                session_id = who.map(|(_, session)| tracing::field::display(session)),
                ip = line.ip.map(tracing::field::display),
                problem = problem.map(|problem| problem.code().as_str()),
                cause = problem.and_then(Problem::cause),
                "request"
            )
        };
    }
    match problem.map(Problem::code) {
        _ if status.is_server_error() => line!(error),
        Some(Code::RefreshReused) => line!(warn),
        // A lockout: somebody may be guessing a password.
        Some(Code::RateLimited) if problem.is_some_and(|problem| problem.cause().is_some()) => line!(warn),
        _ => line!(info),
    }
}
