//! Responses that are stored with an idempotency key, and replayed as they were.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;
use tasklane_core::task::{Answer, Outcome, Version};

use super::entity_tag::entity_tag;
use super::problem::{Code, Problem};

/// Responses up to this size are not counted as unsent: the buffer of a connection is about as large.
pub(crate) const SMALL: usize = 64 * 1024;

const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Names the form in which an answer is kept: this line, a line for each header, an empty line, and the body. No server
/// that keeps another form begins it like this.
const FORM: &str = "1";
/// The headers that belong to an answer; all others belong to the request that it answers.
const KEPT: [HeaderName; 2] = [header::LOCATION, header::ETAG];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Our bodies are structs of text, numbers and lists: the conversion can't fail.
        let mut body = serde_json::to_vec(body).unwrap_or_default();
        if body.len() > SMALL {
            // It may wait for long, and what it does not use would not be counted.
            body.shrink_to_fit();
        }
        Self { status, headers: Vec::new(), body }
    }

    pub(crate) fn located(self, location: &str) -> Self {
        self.with(header::LOCATION, HeaderValue::from_str(location).ok())
    }

    pub(crate) fn tagged(self, version: Version) -> Self {
        self.with(header::ETAG, Some(entity_tag(version)))
    }

    fn with(mut self, name: HeaderName, value: Option<HeaderValue>) -> Self {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }

    pub(crate) fn keep(&self) -> Answer {
        let mut kept = format!("{FORM}\n").into_bytes();
        for (name, value) in &self.headers {
            kept.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat());
        }
        kept.push(b'\n');
        kept.extend(&self.body);
        Answer { status: self.status.as_u16(), body: kept }
    }

    /// `None` for what another version of this program kept.
    fn read(answer: &Answer) -> Option<Self> {
        let end = answer.body.windows(2).position(|two| two == b"\n\n")?;
        let (head, body) = answer.body.split_at_checked(end)?;
        let mut lines = std::str::from_utf8(head).ok()?.lines();
        if lines.next()? != FORM {
            return None;
        }
        let mut headers = Vec::new();
        for line in lines {
            let (name, value) = line.split_once(": ")?;
            let name = KEPT.into_iter().find(|kept| kept == name)?;
            headers.push((name, HeaderValue::from_str(value).ok()?));
        }
        let status = StatusCode::from_u16(answer.status).ok()?;
        Some(Self { status, headers, body: body.strip_prefix(b"\n\n")?.to_vec() })
    }
}

/// The body of an answer that was kept, in whatever form.
pub(crate) fn body_of(kept: &Answer) -> Cow<'_, str> {
    match Reply::read(kept) {
        Some(reply) => Cow::Owned(String::from_utf8_lossy(&reply.body).into_owned()),
        None => String::from_utf8_lossy(&kept.body),
    }
}

impl From<Reply> for HttpResponse {
    fn from(reply: Reply) -> Self {
        let mut answer = Self::build(reply.status);
        for header in reply.headers {
            answer.insert_header(header);
        }
        answer.content_type(mime::APPLICATION_JSON).body(reply.body)
    }
}

/// Answers what was done now as `reply` says, and what had been done before as it was answered then.
pub(crate) fn into_response<T>(
    done: Outcome<T>,
    reply: impl FnOnce(&T) -> Reply,
) -> Result<HttpResponse, Problem> {
    match done {
        Outcome::Fresh(done) => Ok(reply(&done).into()),
        Outcome::Replayed(answer) => {
            let reply = Reply::read(&answer).ok_or_else(unreadable)?;
            let mut answer = HttpResponse::from(reply);
            answer.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
            Ok(answer)
        }
    }
}

/// It was done, so the response must not say that it failed.
fn unreadable() -> Problem {
    let detail = "This was done before, but what was answered then can't be told; read what is there now";
    Problem::new(Code::OutcomeUnknown, detail).because("another version kept the answer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn created() -> Reply {
        let body = json!({"title": "two\n\nlines"});
        Reply::json(StatusCode::CREATED, &body).located("/api/v1/tasks/7").tagged(Version::FIRST)
    }

    #[test]
    fn what_is_kept_is_what_was_told() {
        let kept = created().keep();
        let text = "1\nlocation: /api/v1/tasks/7\netag: \"1\"\n\n{\"title\":\"two\\n\\nlines\"}";
        assert_eq!((kept.status, std::str::from_utf8(&kept.body).unwrap()), (201, text));
        assert_eq!(Reply::read(&kept), Some(created()));
        let bare = Reply::json(StatusCode::OK, &json!([]));
        assert_eq!(Reply::read(&bare.keep()), Some(bare));
    }

    /// As replicas of this version have kept it: it must be read by later ones for a day.
    #[test]
    fn a_kept_answer_is_read_byte_for_byte() {
        let body = b"1\nlocation: /api/v1/tasks/7\netag: \"3\"\n\n{\"id\":7}".to_vec();
        let reply = Reply::read(&Answer { status: 201, body }).unwrap();
        let location = (header::LOCATION, HeaderValue::from_static("/api/v1/tasks/7"));
        let etag = (header::ETAG, HeaderValue::from_static("\"3\""));
        assert_eq!((reply.status, reply.headers), (StatusCode::CREATED, vec![location, etag]));
        assert_eq!(reply.body, b"{\"id\":7}");
    }

    #[test]
    fn what_another_version_kept_is_not_guessed_at() {
        for other in ["", "2\n\n{}", "1\n{}", "1\nset-cookie: a=b\n\n{}", "{}", "1\nx\n\n{}"] {
            let answer = Answer { status: 200, body: other.as_bytes().to_vec() };
            assert_eq!(Reply::read(&answer), None, "{other}");
            let told = into_response(Outcome::<()>::Replayed(answer), |()| unreachable!());
            assert_eq!(told.unwrap_err().code(), Code::OutcomeUnknown);
        }
    }

    proptest! {
        #[test]
        fn no_kept_bytes_panic(status: u16, body: Vec<u8>, alike in "1\n(etag: .{0,9}\n){0,3}\n.{0,9}") {
            let _ = Reply::read(&Answer { status, body });
            let _ = Reply::read(&Answer { status, body: alike.into_bytes() });
        }
    }
}
