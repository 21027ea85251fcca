//! The `Idempotency-Key` header. Repeating a request with the same key has no further effect.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use tasklane_core::task::{IdempotencyKey, IdempotentRequest, OperationResult, RequestDigest, Task};

use super::digest::digest;
use super::query_names::is_cache_buster;
use crate::respond::{Fault, Problem, Reason, Reply};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of a request, if any, and the digest that identifies repetitions of the request. This extractor ignores the
/// body; requests with a body use [`KeyedJson`](super::KeyedJson).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestKey(Option<(IdempotencyKey, RequestDigest)>);

impl RequestKey {
    pub(super) fn parse(req: &HttpRequest, body: &[u8]) -> Result<Self, Fault> {
        Ok(Self(key(req)?.map(|key| (key, fingerprint(req, body)))))
    }

    /// Returns the idempotent request for a write to one task. `reply` creates the response.
    pub(crate) fn for_task(
        self,
        reply: impl Fn(&Task) -> Reply + Send + Sync + 'static,
    ) -> Option<IdempotentRequest> {
        self.for_operations(move |written| {
            let task = written.first().and_then(OperationResult::task);
            // Unreachable: a response is only stored after a task was written.
            task.map_or_else(|| Reply::json(StatusCode::OK, &()), &reply)
        })
    }

    pub(crate) fn for_operations(
        self,
        reply: impl Fn(&[OperationResult]) -> Reply + Send + Sync + 'static,
    ) -> Option<IdempotentRequest> {
        let render = Arc::new(move |written: &[OperationResult]| reply(written).to_stored());
        self.0.map(|(key, digest)| IdempotentRequest { key, digest, render })
    }
}

impl FromRequest for RequestKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(req, &[]).map_err(Problem::from))
    }
}

fn key(req: &HttpRequest) -> Result<Option<IdempotencyKey>, Fault> {
    let fault = |msg: &str, kind| Fault::new("header", "Idempotency-Key", Reason::new(msg, kind));
    let mut values = req.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(fault("must not be repeated", "duplicate_item"));
    }
    let key = value.to_str().ok().and_then(IdempotencyKey::parse);
    key.map(Some)
        .ok_or_else(|| fault("must be 1 to 255 printable ASCII characters", "string_pattern_mismatch"))
}

/// Digests everything that determines the effect of a request, except the user, because keys are stored per user.
fn fingerprint(req: &HttpRequest, body: &[u8]) -> RequestDigest {
    let query = without_cache_busters(req.query_string());
    let target = [req.method().as_str(), req.path(), &query].map(str::as_bytes);
    let conditions = req.headers().get_all(header::IF_MATCH).map(HeaderValue::as_bytes);
    RequestDigest(digest(target.into_iter().chain(conditions).chain([body])))
}

/// Returns the query string without cache busters, which differ in each repetition and have no effect.
fn without_cache_busters(query: &str) -> Cow<'_, str> {
    let is_kept = |pair: &&str| {
        form_urlencoded::parse(pair.as_bytes()).next().is_none_or(|(name, _)| !is_cache_buster(&name))
    };
    if query.split('&').all(|pair| is_kept(&pair)) {
        return Cow::Borrowed(query);
    }
    Cow::Owned(query.split('&').filter(is_kept).collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::Method;
    use actix_web::test::TestRequest;

    fn request_key(uri: &str, method: Method, if_match: &[&str], body: &str) -> RequestKey {
        let request = TestRequest::with_uri(uri).method(method).insert_header((IDEMPOTENCY_KEY, "k"));
        let request =
            if_match.iter().fold(request, |request, tag| request.append_header((header::IF_MATCH, *tag)));
        RequestKey::parse(&request.to_http_request(), body.as_bytes()).unwrap()
    }

    #[test]
    fn fingerprint_covers_everything_that_changes_the_effect() {
        let same = || request_key("/tasks?a=1", Method::POST, &["\"1\""], "{}");
        assert_eq!(same(), same());
        let others = [
            request_key("/tasks/?a=1", Method::POST, &["\"1\""], "{}"),
            request_key("/tasks?a=2", Method::POST, &["\"1\""], "{}"),
            request_key("/tasks", Method::POST, &["\"1\""], "{}"),
            request_key("/tasks?a=1", Method::PATCH, &["\"1\""], "{}"),
            request_key("/tasks?a=1", Method::POST, &["\"2\""], "{}"),
            request_key("/tasks?a=1", Method::POST, &["\"1\"", "\"1\""], "{}"),
            request_key("/tasks?a=1", Method::POST, &[], "{}"),
            request_key("/tasks?a=1", Method::POST, &["\"1\""], "{ }"),
        ];
        for (index, other) in others.iter().enumerate() {
            assert_ne!(*other, same(), "{index}");
        }
    }

    #[test]
    fn cache_buster_does_not_change_the_fingerprint() {
        let same = request_key("/tasks?a=1&b=2", Method::POST, &[], "{}");
        for uri in ["/tasks?_=1&a=1&b=2", "/tasks?a=1&ts=9&b=2", "/tasks?a=1&b=2&%74", "/tasks?_a&a=1&b=2&t="]
        {
            assert_eq!(request_key(uri, Method::POST, &[], "{}"), same, "{uri}");
        }
        for uri in ["/tasks?a=1", "/tasks?a=1&b=2&x", "/tasks?a=1&b=2&"] {
            assert_ne!(request_key(uri, Method::POST, &[], "{}"), same, "{uri}");
        }
    }

    #[test]
    fn key_is_a_single_header_of_printable_ascii() {
        let of = |values: &[&str]| {
            let request = TestRequest::default();
            let add = |request: TestRequest, value: &&str| {
                request.append_header((IDEMPOTENCY_KEY, value.as_bytes()))
            };
            key(&values.iter().fold(request, add).to_http_request())
        };
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&["\"a-1\""]), Ok(IdempotencyKey::parse("\"a-1\"")));
        let longest = "k".repeat(256);
        for wrong in [&[""][..], &["é"], &["a\tb"], &["a", "a"], &[&longest]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
