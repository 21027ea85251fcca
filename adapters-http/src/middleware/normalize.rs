//! Routes equivalent requests to the same handler: with or without a trailing slash, and GET or HEAD.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};

use crate::extract::HeadOnly;

pub(crate) async fn normalize<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // The HTTP library remembers the original method HEAD and omits the body (RFC 9110 §9.3.2).
    if req.method() == Method::HEAD {
        req.extensions_mut().insert(HeadOnly);
        req.head_mut().method = Method::GET;
    }
    if let Some(uri) = without_trailing_slash(req.uri()) {
        req.match_info_mut().get_mut().update(&uri);
        req.head_mut().uri = uri;
    }
    next.call(req).await
}

fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/'))?;
    let path_and_query = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trailing_slash_is_removed() {
        let stripped =
            |uri: &'static str| without_trailing_slash(&Uri::from_static(uri)).map(|uri| uri.to_string());
        assert_eq!(stripped("/api/v1/tasks/?skip=1").unwrap(), "/api/v1/tasks?skip=1");
        assert_eq!(stripped("/api/v1/tasks/").unwrap(), "/api/v1/tasks");
        for unchanged in ["/", "/api/v1/tasks", "/api/v1/tasks//", "/api/v1/tasks?q=/"] {
            assert_eq!(stripped(unchanged), None, "{unchanged}");
        }
    }
}
