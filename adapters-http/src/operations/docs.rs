//! `GET /api/docs` (Swagger UI) and `/api/redoc`, from assets inside of the binary.

use std::sync::Arc;

use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use utoipa_swagger_ui::Config;

use crate::problem::{Code, Problem};

const REDOC_SCRIPT: &str = include_str!("../../assets/redoc.standalone.js");
const REDOC_PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tasklane API</title>
<link rel="icon" href="data:,">
<style>body { margin: 0 }</style>
<redoc spec-url="/api/openapi.json"></redoc>
<script src="/api/redoc/redoc.standalone.js"></script>
"#;

#[get("/api/docs")]
pub(crate) async fn swagger() -> Result<HttpResponse, Problem> {
    serve_swagger("index.html")
}

#[get("/api/docs/{file}")]
pub(crate) async fn swagger_file(file: Path<String>) -> Result<HttpResponse, Problem> {
    serve_swagger(&file)
}

#[get("/api/redoc")]
pub(crate) async fn redoc() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(REDOC_PAGE)
}

#[get("/api/redoc/redoc.standalone.js")]
pub(crate) async fn redoc_script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(REDOC_SCRIPT)
}

fn serve_swagger(name: &str) -> Result<HttpResponse, Problem> {
    let config = Config::from("/api/openapi.json")
        .persist_authorization(false)
        .try_it_out_enabled(true)
        .display_request_duration(true)
        .filter(true);
    let file = utoipa_swagger_ui::serve(name, Arc::new(config))
        .map_err(|error| Problem::internal().caused_by(&*error))?
        .ok_or_else(|| Problem::new(Code::RouteNotFound, "Nothing is served under this path"))?;
    let mut bytes = file.bytes.into_owned();
    if name == "index.html" {
        // The page names its assets relative to itself, and it is served without a trailing slash.
        let page = String::from_utf8_lossy(&bytes);
        let page = page.replace("\"./", "\"/api/docs/").replace("\"index.css", "\"/api/docs/index.css");
        bytes = page.replace("<title>Swagger UI<", "<title>Tasklane API<").into_bytes();
    }
    Ok(HttpResponse::Ok().content_type(file.content_type).body(bytes))
}
