//! Headers that restrict what a browser does with a response.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::config::HttpConfig;

/// For data: a browser that is led to show it loads and runs nothing, in no frame.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// No page of another origin may load an answer as a picture, script or the like. Pages on the list of origins are not
/// concerned: what they fetch by CORS is let through by CORS alone.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub(crate) fn insert(headers: &mut HeaderMap, config: Option<&HttpConfig>) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    // A page says itself what it needs.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA));
    }
    if let Some(config) = config.filter(|config| config.is_https()) {
        // Below a path, the host also serves others, who decide about its subdomains.
        let year = if config.base_path.is_empty() {
            "max-age=31536000; includeSubDomains"
        } else {
            "max-age=31536000"
        };
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(year));
    }
}

/// Swagger UI calls the API and shows pictures that its style sheet carries. The hash is of the one style that its
/// scripts add to the page.
pub(crate) const SWAGGER: &str = "default-src 'none'; script-src 'self'; \
                                  style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
                                  img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                                  form-action 'none'; frame-ancestors 'none'";
/// Redoc writes its style sheet as it runs, and searches in a worker that it makes from text.
pub(crate) const REDOC: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; \
                                worker-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                                frame-ancestors 'none'";
/// A page of text whose style is inside of it.
pub(crate) const TEXT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
