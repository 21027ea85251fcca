//! `GET /api/openapi.json`

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes, Data};

use crate::route_table::{Page, RouteMetadata};

pub(crate) const OPENAPI_JSON: Page = Page {
    path: "/api/openapi.json",
    metadata: RouteMetadata::documentation(),
    route: || web::get().to(read_openapi),
};

/// The serialized OpenAPI document, generated once at start.
pub(crate) struct OpenApiJson(pub(crate) Bytes);

async fn read_openapi(document: Data<OpenApiJson>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.0.clone())
}
