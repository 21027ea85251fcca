//! A body that is sent as a form or as JSON, with the same members.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Serializer;

use super::body;
use super::json::{Input, JSON, parse};
use crate::respond::Problem;

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) struct FormOrJson<B: Input>(pub(crate) B::Value);

impl<B: Input> FromRequest for FormOrJson<B> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let media_type = body::media_type(&req, &[FORM, JSON])?;
            let bytes = body::read(&req, payload, B::MAX_BYTES).await?;
            if media_type == JSON {
                return parse::<B>(&bytes).map(Self);
            }
            parse::<B>(&to_json(&bytes)?).map(Self)
        })
    }
}

/// Converts a form to a JSON object with string members.
fn to_json(form: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut json = Vec::with_capacity(form.len());
    let mut write = serde_json::Serializer::new(&mut json);
    write.collect_map(form_urlencoded::parse(form)).map_err(|error| Problem::internal().caused_by(&error))?;
    Ok(json)
}
