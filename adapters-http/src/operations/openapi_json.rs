//! `GET /api/openapi.json`

use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};

/// The API's description, written once.
pub(crate) struct OpenApiJson(pub(crate) Bytes);

#[get("/api/openapi.json")]
pub(crate) async fn read_openapi(document: Data<OpenApiJson>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.0.clone())
}
