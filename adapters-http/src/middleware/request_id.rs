//! The ID of a request in the log: the ID that the client sent if this ID is safe to log, and otherwise a new ID.

use std::rc::Rc;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_LEN: usize = 64;

#[derive(Debug, Clone)]
pub(super) struct RequestId(Rc<str>);

impl RequestId {
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let sent = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_safe(id));
        Self(sent.map_or_else(|| Uuid::new_v4().to_string().into(), Into::into))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn header(&self) -> HeaderValue {
        // `is_safe` accepts only characters that are valid in a header: the conversion cannot fail.
        HeaderValue::from_str(&self.0).unwrap_or_else(|_| HeaderValue::from_static("-"))
    }
}

/// Returns whether the ID can be logged safely and fits in a header.
fn is_safe(id: &str) -> bool {
    (1..=MAX_LEN).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R904
    #[test]
    fn only_safe_ids_are_accepted() {
        let id = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            RequestId::from_headers(&headers).as_str().to_owned()
        };
        assert_eq!(id("Order.7_a-b"), "Order.7_a-b");
        for forged in ["", "a b", "a\"b", "x\tlevel=info", "éa"] {
            assert_ne!(id(forged), forged);
            assert_eq!(id(forged).len(), 36);
        }
    }
}
