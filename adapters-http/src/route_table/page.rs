//! Routes that are not part of the OpenAPI document and need no access token.

use actix_web::Route;

use super::metadata::RouteMetadata;

/// A page that is served for GET.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) path: &'static str,
    pub(crate) metadata: RouteMetadata,
    pub(crate) route: fn() -> Route,
}
