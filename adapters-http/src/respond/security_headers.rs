//! HTTP headers that restrict what browsers do with a response.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::config::HttpConfig;

/// Content security policy for data. If a browser displays the data, it loads and runs nothing, and shows no data in a
/// frame.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// Prevents pages of other origins from embedding a response as an image, script or similar. This header does not
/// affect requests with CORS.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub(crate) fn insert(headers: &mut HeaderMap, config: Option<&HttpConfig>) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    // Pages set their own policy.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA));
    }
    if let Some(config) = config.filter(|config| config.is_https()) {
        // With a base path, the host may also serve other applications, so the policy does not cover subdomains.
        let year = if config.base_path.is_empty() {
            "max-age=31536000; includeSubDomains"
        } else {
            "max-age=31536000"
        };
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(year));
    }
}

/// Content security policy for Swagger UI, which calls the API and shows images embedded in its style sheet. The hash
/// belongs to the only style that the scripts of Swagger UI add to the page.
pub(crate) const SWAGGER: &str = "default-src 'none'; script-src 'self'; \
                                  style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
                                  img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                                  form-action 'none'; frame-ancestors 'none'";
/// Content security policy for Redoc, which generates its style sheet at run time, and runs its search in a worker
/// whose script is a `blob:` URL.
pub(crate) const REDOC: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; \
                                worker-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                                frame-ancestors 'none'";
/// Content security policy for a page of text with an embedded style sheet.
pub(crate) const TEXT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
