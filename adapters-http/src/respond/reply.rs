//! Responses that are stored with an idempotency key and replayed unchanged.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;
use tasklane_core::task::{Outcome, StoredResponse, Version};

use super::entity_tag::entity_tag;
use super::problem::{Code, Problem};

/// Maximum size of a response that is not counted in the response memory. The buffer of a connection is about as large.
pub(crate) const MAX_UNCOUNTED_BYTES: usize = 64 * 1024;

const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Version of the storage format: a line with the version, a line for each header, an empty line, and the body. Every
/// other format must have a different first line.
const FORMAT: &str = "1";
/// The headers that are stored with a response. All other headers are created again for each replay.
const STORED_HEADERS: [HeaderName; 2] = [header::LOCATION, header::ETAG];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // The bodies are structs of strings, numbers and lists: the conversion cannot fail.
        let mut body = serde_json::to_vec(body).unwrap_or_default();
        if body.len() > MAX_UNCOUNTED_BYTES {
            // The response may stay in memory for a long time, and unused capacity would not be counted.
            body.shrink_to_fit();
        }
        Self { status, headers: Vec::new(), body }
    }

    pub(crate) fn with_location(self, location: &str) -> Self {
        self.with(header::LOCATION, HeaderValue::from_str(location).ok())
    }

    pub(crate) fn with_etag(self, version: Version) -> Self {
        self.with(header::ETAG, Some(entity_tag(version)))
    }

    fn with(mut self, name: HeaderName, value: Option<HeaderValue>) -> Self {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }

    pub(crate) fn to_stored(&self) -> StoredResponse {
        let mut stored = format!("{FORMAT}\n").into_bytes();
        for (name, value) in &self.headers {
            stored.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat());
        }
        stored.push(b'\n');
        stored.extend(&self.body);
        StoredResponse { status: self.status.as_u16(), body: stored }
    }

    /// Returns `None` for a response that was stored in another format.
    fn from_stored(response: &StoredResponse) -> Option<Self> {
        let end = response.body.windows(2).position(|two| two == b"\n\n")?;
        let (head, body) = response.body.split_at_checked(end)?;
        let mut lines = std::str::from_utf8(head).ok()?.lines();
        if lines.next()? != FORMAT {
            return None;
        }
        let mut headers = Vec::new();
        for line in lines {
            let (name, value) = line.split_once(": ")?;
            let name = STORED_HEADERS.into_iter().find(|stored| stored == name)?;
            headers.push((name, HeaderValue::from_str(value).ok()?));
        }
        let status = StatusCode::from_u16(response.status).ok()?;
        Some(Self { status, headers, body: body.strip_prefix(b"\n\n")?.to_vec() })
    }
}

/// Returns the body of a stored response in any format.
pub(crate) fn stored_body(stored: &StoredResponse) -> Cow<'_, str> {
    match Reply::from_stored(stored) {
        Some(reply) => Cow::Owned(String::from_utf8_lossy(&reply.body).into_owned()),
        None => String::from_utf8_lossy(&stored.body),
    }
}

impl From<Reply> for HttpResponse {
    fn from(reply: Reply) -> Self {
        let mut response = Self::build(reply.status);
        for header in reply.headers {
            response.insert_header(header);
        }
        response.content_type(mime::APPLICATION_JSON).body(reply.body)
    }
}

/// Renders a fresh result with `reply`, or replays the stored response of an earlier request.
pub(crate) fn into_response<T>(
    done: Outcome<T>,
    reply: impl FnOnce(&T) -> Reply,
) -> Result<HttpResponse, Problem> {
    match done {
        Outcome::Fresh(done) => Ok(reply(&done).into()),
        Outcome::Replayed(response) => {
            let reply = Reply::from_stored(&response).ok_or_else(unreadable)?;
            let mut response = HttpResponse::from(reply);
            response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
    }
}

/// Returns 504 (outcome unknown). An earlier request has carried out the operation, so the response must not say that
/// the operation failed.
fn unreadable() -> Problem {
    let detail = "An earlier request with this Idempotency-Key took effect, but its response cannot be read; check the \
                  current state";
    Problem::new(Code::OutcomeUnknown, detail).with_cause_text("the response was stored in another format")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn created() -> Reply {
        let body = json!({"title": "two\n\nlines"});
        Reply::json(StatusCode::CREATED, &body).with_location("/api/v1/tasks/7").with_etag(Version::FIRST)
    }

    #[test]
    fn stored_response_equals_the_original() {
        let stored = created().to_stored();
        let text = "1\nlocation: /api/v1/tasks/7\netag: \"1\"\n\n{\"title\":\"two\\n\\nlines\"}";
        assert_eq!((stored.status, std::str::from_utf8(&stored.body).unwrap()), (201, text));
        assert_eq!(Reply::from_stored(&stored), Some(created()));
        let bare = Reply::json(StatusCode::OK, &json!([]));
        assert_eq!(Reply::from_stored(&bare.to_stored()), Some(bare));
    }

    /// Responses are stored in this format for 24 hours. The next version must therefore be able to read the format.
    #[test]
    fn stored_response_is_read_byte_for_byte() {
        let body = b"1\nlocation: /api/v1/tasks/7\netag: \"3\"\n\n{\"id\":7}".to_vec();
        let reply = Reply::from_stored(&StoredResponse { status: 201, body }).unwrap();
        let location = (header::LOCATION, HeaderValue::from_static("/api/v1/tasks/7"));
        let etag = (header::ETAG, HeaderValue::from_static("\"3\""));
        assert_eq!((reply.status, reply.headers), (StatusCode::CREATED, vec![location, etag]));
        assert_eq!(reply.body, b"{\"id\":7}");
    }

    #[test]
    fn response_in_another_format_is_not_replayed() {
        for other in ["", "2\n\n{}", "1\n{}", "1\nset-cookie: a=b\n\n{}", "{}", "1\nx\n\n{}"] {
            let stored = StoredResponse { status: 200, body: other.as_bytes().to_vec() };
            assert_eq!(Reply::from_stored(&stored), None, "{other}");
            let response = into_response(Outcome::<()>::Replayed(stored), |()| unreachable!());
            assert_eq!(response.unwrap_err().code(), Code::OutcomeUnknown);
        }
    }

    proptest! {
        #[test]
        fn malformed_stored_bytes_do_not_panic(status: u16, body: Vec<u8>, near_valid in "1\n(etag: .{0,9}\n){0,3}\n.{0,9}") {
            let _ = Reply::from_stored(&StoredResponse { status, body });
            let _ = Reply::from_stored(&StoredResponse { status, body: near_valid.into_bytes() });
        }
    }
}
