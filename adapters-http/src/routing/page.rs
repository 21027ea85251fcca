//! Routes that are not part of the API's description. Callers need no token for them.

use actix_web::Route;

use super::facts::RouteFacts;

/// A page that is read by GET.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) path: &'static str,
    pub(crate) facts: RouteFacts,
    pub(crate) route: fn() -> Route,
}
