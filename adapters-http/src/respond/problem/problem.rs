//! A problem before it becomes a response. The middleware adds the body, because the body contains the request ID.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_runtime::format_error_chain;

use super::code::Code;
use super::fault::Fault;
use crate::respond::rate_limit_headers;

#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(super) code: Code,
    /// A sentence that can be shown to a user.
    pub(super) detail: Cow<'static, str>,
    pub(super) errors: Vec<Fault>,
    /// Members that only this kind of problem has.
    pub(super) members: Box<Map<String, Value>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The cause, only for the log.
    cause: Option<Rc<str>>,
    /// The affected account, only for the log.
    affected_account: Option<Box<AffectedAccount>>,
    /// Whether the account of the request is locked because of failed attempts.
    is_lockout: bool,
    /// Whether the request has a log line. If not, the response is only counted.
    has_log_line: bool,
}

/// The account that a problem concerns. The client does not receive these IDs, because the account may belong to
/// another person.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AffectedAccount {
    pub(crate) user: Option<UserId>,
    pub(crate) session: Option<SessionId>,
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            members: Box::default(),
            headers: Vec::new(),
            cause: None,
            affected_account: None,
            is_lockout: false,
            has_log_line: true,
        }
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(Code::Unavailable, "The server is temporarily unavailable; try again in a moment")
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Returns the problem for a request above a rate limit. `Retry-After` is at least 1 second, so that clients do not
    /// retry immediately.
    pub(crate) fn rate_limited(wait: Duration) -> Self {
        let seconds = rate_limit_headers::whole_seconds(wait).max(1);
        let detail = match seconds {
            1 => Cow::from("Too many requests; try again in a second"),
            _ => format!("Too many requests; try again in {seconds} seconds").into(),
        };
        Self::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, seconds.into())
    }

    pub(crate) fn internal() -> Self {
        Self::new(Code::Internal, "Something went wrong on the server; try again later")
    }

    /// Returns the problem for a status, for responses that the framework creates.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let code = Code::ALL.iter().copied().find(|code| code.status() == status);
        match code {
            _ if status == StatusCode::NOT_FOUND => {
                Self::new(Code::RouteNotFound, "There is nothing at this address")
            }
            Some(Code::Unavailable) => Self::unavailable(),
            Some(code) if status != StatusCode::UNAUTHORIZED => Self::new(code, code.title()),
            _ if status.is_client_error() => Self::new(Code::BadRequest, "The request could not be read"),
            _ => Self::internal(),
        }
    }

    pub(super) fn with_errors(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }

    pub(super) fn with_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sets the cause for the log. The client must not see it.
    pub(crate) fn caused_by(mut self, error: &dyn std::error::Error) -> Self {
        self.cause = Some(format_error_chain(error).into());
        self
    }

    /// Sets the affected account for the log, for requests without a signed-in user. `None` stands for an unknown ID.
    pub(super) fn with_account(mut self, user: Option<UserId>, session: Option<SessionId>) -> Self {
        self.affected_account = Some(Box::new(AffectedAccount { user, session }));
        self
    }

    pub(crate) fn affected_account(&self) -> AffectedAccount {
        self.affected_account.as_deref().copied().unwrap_or_default()
    }

    /// Sets the cause for the log if there is no error value.
    pub(crate) fn with_cause_text(self, reason: &str) -> Self {
        Self { cause: Some(reason.into()), ..self }
    }

    pub(super) fn for_lockout(self) -> Self {
        Self { is_lockout: true, ..self }
    }

    pub(crate) fn is_lockout(&self) -> bool {
        self.is_lockout
    }

    /// Marks a problem that may occur very often, so that it is only counted and not logged.
    pub(crate) fn without_log_line(self) -> Self {
        Self { has_log_line: false, ..self }
    }

    pub(crate) fn has_log_line(&self) -> bool {
        self.has_log_line
    }

    pub(crate) fn code(&self) -> Code {
        self.code
    }

    pub(crate) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for header in &self.headers {
            response.append_header(header.clone());
        }
        let mut response = response.finish();
        if self.code.closes_connection() {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        response.extensions_mut().insert(self.clone());
        response
    }
}
