//! Rejects requests whose head is larger than any client needs. The parser rejects even larger heads earlier.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;

use crate::respond::{Code, Problem};

const MAX_TARGET_LEN: usize = 8 * 1024;
const MAX_FIELDS: usize = 96;
const MAX_HEADER_BYTES: usize = 32 * 1024;
/// Length of the separator `: ` and of the line end (CRLF) of a header field.
const SEPARATORS_LEN: usize = 4;

pub(crate) async fn check<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if target_len(req.uri()) > MAX_TARGET_LEN {
        let detail = format!("The path and query are too long: at most {MAX_TARGET_LEN} bytes are allowed");
        return Err(reject(Code::UriTooLong, detail));
    }
    if req.headers().len() > MAX_FIELDS || header_bytes(req.headers()) > MAX_HEADER_BYTES {
        let detail = format!(
            "The header fields exceed the limit: at most {MAX_FIELDS} fields and {MAX_HEADER_BYTES} bytes are allowed"
        );
        return Err(reject(Code::HeadersTooLarge, detail));
    }
    next.call(req).await
}

fn reject(code: Code, detail: String) -> Error {
    Problem::new(code, detail).into()
}

fn target_len(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |target| target.as_str().len())
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + SEPARATORS_LEN).sum()
}
