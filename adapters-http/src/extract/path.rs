//! IDs in the path.

use actix_web::HttpRequest;
use tasklane_core::ids::{SessionId, TaskId, UserId};
use uuid::Uuid;

use crate::respond::{Fault, Problem, Reason};

/// The ID of a task in the path: any integer, even if it cannot be an ID.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TaskRef(Option<TaskId>);

impl TaskRef {
    /// Returns the ID. An integer that cannot be an ID is reported as a missing task.
    pub(crate) fn id(self) -> Result<TaskId, Problem> {
        self.0.ok_or_else(Problem::task_not_found)
    }
}

/// The ID of a user in the path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UserRef(Option<UserId>);

impl UserRef {
    pub(crate) fn is(self, user: UserId) -> bool {
        self.0 == Some(user)
    }
}

/// Parses a path segment as an integer. Integers beyond 64 bits are valid.
pub(crate) fn segment<T: FromInteger>(req: &HttpRequest, name: &'static str) -> Result<T, Fault> {
    let raw = req.match_info().query(name);
    let integer = integer(raw).map_err(|reason| Fault::new("path", name, reason))?;
    Ok(T::from_integer(integer))
}

/// Parses an integer in a URL. Returns `None` for an integer beyond 64 bits.
pub(super) fn integer(raw: &str) -> Result<Option<i64>, Reason> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::new("must be an integer", "int_parsing"));
    }
    Ok(raw.parse().ok())
}

pub(crate) trait FromInteger {
    /// `None` stands for an integer beyond 64 bits.
    fn from_integer(integer: Option<i64>) -> Self;
}

impl FromInteger for TaskRef {
    fn from_integer(integer: Option<i64>) -> Self {
        Self(integer.and_then(TaskId::new))
    }
}

impl FromInteger for UserRef {
    fn from_integer(integer: Option<i64>) -> Self {
        Self(integer.and_then(UserId::new))
    }
}

impl actix_web::FromRequest for TaskRef {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(segment(req, "id").map_err(Problem::from))
    }
}

/// The ID of a session in the path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionRef(pub(crate) SessionId);

/// Length of a UUID in its standard form (RFC 9562 §4). The library also accepts other forms.
const UUID_LENGTH: usize = 36;

impl actix_web::FromRequest for SessionRef {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let raw = req.match_info().query("session_id");
        let id = Some(raw).filter(|raw| raw.len() == UUID_LENGTH).and_then(|raw| raw.parse::<Uuid>().ok());
        let malformed = || Fault::new("path", "session_id", Reason::new("must be a UUID", "uuid_parsing"));
        std::future::ready(id.map(|id| Self(SessionId(id))).ok_or_else(|| malformed().into()))
    }
}
