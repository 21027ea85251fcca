//! A problem on its way out. It becomes a body in the middleware, which alone knows the
//! request's id.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_runtime::causes;

use super::code::Code;
use super::fault::Fault;
use crate::respond::rate_limit_headers;

#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(super) code: Code,
    /// One sentence that can be shown to a person.
    pub(super) detail: Cow<'static, str>,
    pub(super) errors: Vec<Fault>,
    /// Members that this kind of problem has beside the common ones.
    pub(super) members: Box<Map<String, Value>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// For the log alone, as is the next.
    cause: Option<Rc<str>>,
    concerns: Option<Box<Concerned>>,
    /// The answer gets no line of its own.
    is_counted: bool,
}

/// Who a problem is about. The client is not told: it may be a stranger.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Concerned {
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
            concerns: None,
            is_counted: false,
        }
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(Code::Unavailable, "The server can't do this right now; try again in a moment")
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// One second at the least: sooner, the client would be refused again.
    pub(crate) fn rate_limited(wait: Duration) -> Self {
        let seconds = rate_limit_headers::whole_seconds(wait).max(1);
        let detail = match seconds {
            1 => Cow::from("Too many requests; try again in a second"),
            _ => format!("Too many requests; try again in {seconds} seconds").into(),
        };
        Self::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, seconds.into())
    }

    pub(crate) fn internal() -> Self {
        Self::new(Code::Internal, "Something went wrong on the server")
    }

    /// What a status says by itself, for answers that the framework made.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let code = Code::ALL.iter().copied().find(|code| code.status() == status);
        match code {
            _ if status == StatusCode::NOT_FOUND => Self::new(Code::RouteNotFound, "Nothing is served here"),
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

    /// Says for the log what the client must not see.
    pub(crate) fn caused_by(mut self, error: &dyn std::error::Error) -> Self {
        self.cause = Some(causes(error).into());
        self
    }

    /// Says for the log who it was about, as far as anybody knows, where nobody is signed in.
    pub(super) fn concerning(mut self, user: Option<UserId>, session: Option<SessionId>) -> Self {
        self.concerns = Some(Box::new(Concerned { user, session }));
        self
    }

    pub(crate) fn concerns(&self) -> Concerned {
        self.concerns.as_deref().copied().unwrap_or_default()
    }

    /// The same, where no error says it.
    pub(crate) fn because(self, reason: &str) -> Self {
        Self { cause: Some(reason.into()), ..self }
    }

    /// Of those that may be many, which are counted instead of each having its line in the log.
    pub(crate) fn counted(self) -> Self {
        Self { is_counted: true, ..self }
    }

    pub(crate) fn is_counted(&self) -> bool {
        self.is_counted
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
        let mut answer = HttpResponse::build(self.status_code());
        for header in &self.headers {
            answer.append_header(header.clone());
        }
        let mut answer = answer.finish();
        if self.code.closes_connection() {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        answer.extensions_mut().insert(self.clone());
        answer
    }
}
