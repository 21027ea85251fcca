//! Allows web pages of other origins to call the API (CORS, Fetch standard).

use actix_cors::{Cors, CorsError};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::respond::{Code, Problem};

const EXPOSED: [&str; 10] = [
    "ETag",
    "Link",
    "Location",
    "X-Next-Cursor",
    "X-Total-Count",
    "X-Request-ID",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Idempotency-Replayed",
];

/// Converts the library's rejection of a preflight request into a problem. Browsers do not display the problem, but
/// developers can read it.
pub(super) fn preflight_rejection(response: &HttpResponse) -> Option<HttpResponse> {
    let (code, detail) = match response.error()?.as_error::<CorsError>()? {
        CorsError::OriginNotAllowed => (
            Code::OriginNotAllowed,
            "This origin isn't allowed to call this server: add it to ALLOWED_ORIGINS",
        ),
        CorsError::MethodNotAllowed => {
            (Code::OriginNotAllowed, "This method is not allowed in cross-origin requests")
        }
        CorsError::HeadersNotAllowed => {
            (Code::OriginNotAllowed, "At least one header is not allowed in cross-origin requests")
        }
        _ => (Code::BadRequest, "The request is not a valid CORS preflight request"),
    };
    Some(Problem::new(code, detail).error_response())
}

/// Removes the headers that the library also sends to origins without permission.
pub(super) fn remove_headers_without_permission(headers: &mut HeaderMap) {
    if headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        return;
    }
    for name in [header::ACCESS_CONTROL_ALLOW_CREDENTIALS, header::ACCESS_CONTROL_EXPOSE_HEADERS] {
        headers.remove(name);
    }
}

/// Adds the CORS headers to a response that bypasses the library.
pub(super) fn add_headers(asked: &HeaderMap, allowed_origins: &[String], headers: &mut HeaderMap) {
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = asked.get(header::ORIGIN) else { return };
    if allowed_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        if let Ok(exposed) = HeaderValue::from_str(&EXPOSED.join(", ")) {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}

/// Allows each listed origin, with credentials, and no other origin.
pub(crate) fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allowed_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        .allowed_headers(["Idempotency-Key", "Last-Event-ID", "X-Request-ID", "X-Requested-With"])
        .expose_headers(EXPOSED)
        .supports_credentials()
        .max_age(600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
