//! Checks the headers of a body, and reads its bytes.

use std::io;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::respond::{Code, Problem};

/// Checks the headers of a body: the media type must be one of `accepted`, a charset must be UTF-8, and the body must
/// not be compressed. Returns the media type.
pub(super) fn media_type(
    req: &HttpRequest,
    accepted: &'static [&'static str],
) -> Result<&'static str, Problem> {
    let unsupported = || {
        let detail =
            format!("The body must be sent as {}, in UTF-8 and without compression", accepted.join(" or "));
        Problem::new(Code::UnsupportedMediaType, detail)
    };
    let encoded = req.headers().get_all(header::CONTENT_ENCODING).any(|encoding| encoding != "identity");
    let mut types = req.headers().get_all(header::CONTENT_TYPE);
    let (Some(value), None, false) = (types.next(), types.next(), encoded) else { return Err(unsupported()) };
    let mime: mime::Mime = value.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(unsupported)?;
    if mime.get_param(mime::CHARSET).is_some_and(|charset| !is_utf8(charset.as_str())) {
        return Err(unsupported());
    }
    accepted.iter().copied().find(|accepted| mime.essence_str() == *accepted).ok_or_else(unsupported)
}

/// Accepts `utf-8` and also `utf8`, because many clients omit the hyphen.
fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim_matches('"');
    ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}

/// Removes a byte order mark, which editors and spreadsheets on Windows write. A JSON parser may ignore it (RFC 8259
/// §8.1).
pub(crate) fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Reads a body of at most `limit` bytes. A body with a larger `Content-Length` is rejected before it is read.
pub(super) async fn read(req: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    read_reserving(req, payload, limit, |_| Ok(())).await
}

/// Like [`read`], but calls `reserve` with the length of each chunk before the chunk is stored.
pub(super) async fn read_reserving(
    req: &HttpRequest,
    mut payload: Payload,
    limit: usize,
    mut reserve: impl FnMut(usize) -> Result<(), Problem>,
) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = format!("The body is too large: at most {limit} bytes are allowed");
        Problem::new(Code::PayloadTooLarge, detail)
    };
    let announced = announced_length(req);
    if announced.is_some_and(|length| length > limit.try_into().unwrap_or(u64::MAX)) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| read_error(&error))?;
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        reserve(chunk.len())?;
        if body.is_empty() {
            // Allocate the announced length at once. Growing the buffer would copy it, and both copies would use memory
            // at the same time.
            body.reserve(announced.and_then(|length| length.try_into().ok()).unwrap_or_default());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Returns whether `Content-Length` announces a body.
pub(super) fn has_body(req: &HttpRequest) -> bool {
    let length = req.headers().get(header::CONTENT_LENGTH);
    length.is_some_and(|length| length.as_bytes().iter().any(|digit| *digit != b'0'))
}

fn announced_length(req: &HttpRequest) -> Option<u64> {
    req.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn read_error(error: &PayloadError) -> Problem {
    let problem = match error {
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            Problem::new(Code::RequestTimeout, "The body arrived too slowly")
        }
        _ => Problem::new(Code::BadRequest, "The body is incomplete"),
    };
    problem.caused_by(error)
}
