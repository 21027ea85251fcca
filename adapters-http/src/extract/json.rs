//! Extractors for JSON bodies.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::idempotency_key::RequestKey;
use super::{body, object};
use crate::respond::{Code, Problem, ValidationErrors};

pub(super) const JSON: &str = "application/json";

/// A request body: the names of its members and their conversion to a domain value.
pub(crate) trait Input: DeserializeOwned + 'static {
    type Value;

    const MAX_BYTES: usize = 64 * 1024;
    const MEDIA_TYPES: &'static [&'static str] = &[JSON];

    /// Converts all members, so that every error is found. Returns `None` only if it adds an error.
    fn read(self, errors: &mut ValidationErrors) -> Option<Self::Value>;
}

/// Parses a JSON object. Unknown members are ignored, and the last of several members with the same name is used.
pub(super) fn parse<B: Input>(bytes: &[u8]) -> Result<B::Value, Problem> {
    let mut errors = ValidationErrors::default();
    let value = parse_collecting::<B>(bytes, &mut errors)?;
    errors.finish(value)
}

/// Like [`parse`], for callers that also collect other errors of the request. Returns `None` only if it adds an error.
fn parse_collecting<B: Input>(
    bytes: &[u8],
    errors: &mut ValidationErrors,
) -> Result<Option<B::Value>, Problem> {
    let text = str::from_utf8(body::without_byte_order_mark(bytes))
        .map_err(|error| malformed().caused_by(&error))?;
    let body: B = object::check(text)
        .and_then(|()| object::read(text))
        .map_err(|error| malformed().caused_by(&error))?;
    Ok(body.read(errors))
}

async fn read<B: Input>(req: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    body::media_type(req, B::MEDIA_TYPES)?;
    body::read(req, payload, B::MAX_BYTES).await
}

fn malformed() -> Problem {
    Problem::new(Code::MalformedJson, "The body must be one JSON object in UTF-8")
}

pub(crate) struct Json<B: Input>(pub(crate) B::Value);

impl<B: Input> FromRequest for Json<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { parse::<B>(&read::<B>(&req, payload).await?).map(Self) })
    }
}

/// A body of a request that may have an idempotency key.
pub(crate) struct KeyedJson<B: Input>(pub(crate) B::Value, pub(crate) RequestKey);

impl<B: Input> FromRequest for KeyedJson<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let bytes = read::<B>(&req, payload).await?;
            let mut errors = ValidationErrors::default();
            let key = RequestKey::parse(&req, &bytes).map_err(|fault| errors.add(fault)).ok();
            let value = parse_collecting::<B>(&bytes, &mut errors)?;
            errors.finish(value.zip(key)).map(|(value, key)| Self(value, key))
        })
    }
}

/// A body that may be missing or empty.
pub(crate) struct OptionalJson<B: Input>(pub(crate) Option<B::Value>);

impl<B: Input> FromRequest for OptionalJson<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            // Reject an unsupported media type before the client sends the body.
            let has_body = body::has_body(&req);
            if has_body {
                body::media_type(&req, B::MEDIA_TYPES)?;
            }
            let bytes = body::read(&req, payload, B::MAX_BYTES).await?;
            if body::without_byte_order_mark(&bytes).is_empty() {
                return Ok(Self(None));
            }
            if !has_body {
                body::media_type(&req, B::MEDIA_TYPES)?;
            }
            parse::<B>(&bytes).map(Some).map(Self)
        })
    }
}
