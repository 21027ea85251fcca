//! An uploaded file: a request body with a larger size limit and several possible media types.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::caller::SignedIn;
use super::idempotency_key::RequestKey;
use super::{body, json};
use crate::limits::{UploadSlot, Uploads};
use crate::respond::{Fault, Problem};

const CSV: &str = "text/csv";
const MAX_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    Json,
    Csv,
}

/// An uploaded file. As an extractor, it must come after [`SignedIn`].
pub(crate) struct Upload {
    pub(crate) media_type: MediaType,
    pub(crate) bytes: Bytes,
    /// The idempotency key, or its error, which callers report together with other errors.
    pub(crate) key: Result<RequestKey, Fault>,
    /// The slot must not be dropped before the file is processed.
    pub(crate) slot: UploadSlot,
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let mut slot = open_slot(&req)?;
            let media_type = match body::media_type(&req, &[json::JSON, CSV])? {
                CSV => MediaType::Csv,
                _ => MediaType::Json,
            };
            let bytes =
                body::read_reserving(&req, payload, MAX_BYTES, |bytes| Ok(slot.reserve(bytes)?)).await?;
            let key = RequestKey::parse(&req, &bytes);
            Ok(Self { media_type, bytes, key, slot })
        })
    }
}

/// Acquires an upload slot for the signed-in user.
fn open_slot(req: &HttpRequest) -> Result<UploadSlot, Problem> {
    let signed_in = req.extensions().get::<SignedIn>().copied().ok_or_else(Problem::internal)?;
    let all = req.app_data::<Data<Uploads>>().ok_or_else(Problem::internal)?;
    Ok(UploadSlot::begin(all, signed_in.user_id())?)
}
