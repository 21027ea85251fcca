//! The entity tag of one task, which is its version.

use actix_web::http::header::HeaderValue;
use tasklane_core::task::Version;

pub(crate) fn entity_tag(version: Version) -> HeaderValue {
    // Digits between quotes are a valid header value: the conversion cannot fail.
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}
