//! A JSON body as an extractor.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::key::Key;
use super::{body, object};
use crate::respond::{Code, Faults, Problem};

pub(super) const JSON: &str = "application/json";

/// A body: how its members are named, and how they become a value of the domain.
pub(crate) trait Input: DeserializeOwned + 'static {
    type Value;

    const MAX_BYTES: usize = 64 * 1024;
    const MEDIA_TYPES: &'static [&'static str] = &[JSON];

    /// Reads every member, so that all faults are found. `None` only with a fault added.
    fn read(self, faults: &mut Faults) -> Option<Self::Value>;
}

/// Reads text as one JSON object. Unknown members are ignored, and of duplicate ones the last counts.
pub(super) fn parse<B: Input>(bytes: &[u8]) -> Result<B::Value, Problem> {
    let mut faults = Faults::default();
    let value = parse_noting::<B>(bytes, &mut faults)?;
    faults.finish(value)
}

/// The same, for callers that find other faults in the request as well. `None` only with a fault added.
fn parse_noting<B: Input>(bytes: &[u8], faults: &mut Faults) -> Result<Option<B::Value>, Problem> {
    let text = str::from_utf8(body::without_byte_order_mark(bytes))
        .map_err(|error| malformed().caused_by(&error))?;
    let body: B = object::check(text)
        .and_then(|()| object::read(text))
        .map_err(|error| malformed().caused_by(&error))?;
    Ok(body.read(faults))
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

/// For requests that can be made to be carried out once.
pub(crate) struct KeyedJson<B: Input>(pub(crate) B::Value, pub(crate) Key);

impl<B: Input> FromRequest for KeyedJson<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let bytes = read::<B>(&req, payload).await?;
            let mut faults = Faults::default();
            let key = Key::of(&req, &bytes).map_err(|fault| faults.add(fault)).ok();
            let value = parse_noting::<B>(&bytes, &mut faults)?;
            faults.finish(value.zip(key)).map(|(value, key)| Self(value, key))
        })
    }
}

/// For routes that work without a body, too.
pub(crate) struct OptionalJson<B: Input>(pub(crate) Option<B::Value>);

impl<B: Input> FromRequest for OptionalJson<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            // The client of a body that can't be read is told before it sends the body.
            let is_announced = body::is_announced(&req);
            if is_announced {
                body::media_type(&req, B::MEDIA_TYPES)?;
            }
            let bytes = body::read(&req, payload, B::MAX_BYTES).await?;
            if body::without_byte_order_mark(&bytes).is_empty() {
                return Ok(Self(None));
            }
            if !is_announced {
                body::media_type(&req, B::MEDIA_TYPES)?;
            }
            parse::<B>(&bytes).map(Some).map(Self)
        })
    }
}
