//! `GET /api/docs` (Swagger UI) and `GET /api/redoc`, served from assets in the binary.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{self, Bytes, Data, Path};
use utoipa_swagger_ui::Config;

use crate::config::HttpConfig;
use crate::respond::{Code, Problem, security_headers};
use crate::route_table::{Page, RouteMetadata};

pub(crate) const SWAGGER: Page =
    Page { path: "/api/docs", metadata: RouteMetadata::documentation(), route: || web::get().to(swagger) };
pub(crate) const REDOC: Page =
    Page { path: "/api/redoc", metadata: RouteMetadata::documentation(), route: || web::get().to(redoc) };
pub(crate) const DOCS: [Page; 4] = [
    SWAGGER,
    Page {
        path: "/api/docs/{file}",
        metadata: RouteMetadata::documentation(),
        route: || web::get().to(swagger_file),
    },
    REDOC,
    Page {
        path: "/api/redoc/redoc.standalone.js",
        metadata: RouteMetadata::documentation(),
        route: || web::get().to(redoc_script),
    },
];

const REDOC_SCRIPT: &str = include_str!("../../assets/redoc.standalone.js");

async fn swagger(config: Data<HttpConfig>) -> Result<HttpResponse, Problem> {
    serve_swagger("index.html", &config.base_path)
}

async fn swagger_file(file: Path<String>, config: Data<HttpConfig>) -> Result<HttpResponse, Problem> {
    serve_swagger(&file, &config.base_path)
}

async fn redoc(config: Data<HttpConfig>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, security_headers::REDOC))
        .body(redoc_page(&config.base_path))
}

async fn redoc_script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(REDOC_SCRIPT)
}

fn redoc_page(base_path: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tasklane API</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 0 }}</style>
<redoc spec-url="{base_path}/api/openapi.json"></redoc>
<script src="{base_path}/api/redoc/redoc.standalone.js"></script>
"#
    )
}

fn serve_swagger(name: &str, base_path: &str) -> Result<HttpResponse, Problem> {
    let config = Config::from(format!("{base_path}/api/openapi.json"))
        .persist_authorization(false)
        .try_it_out_enabled(true)
        .display_request_duration(true)
        // Disables validation by swagger.io, which would send the document to another host.
        .validator_url("none")
        .filter(true);
    let file = utoipa_swagger_ui::serve(name, Arc::new(config))
        .map_err(|error| Problem::internal().caused_by(&*error))?
        .ok_or_else(|| Problem::new(Code::RouteNotFound, "There is no page at this address"))?;
    let mut bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    if name == "index.html" {
        // The page has relative links to its assets, but its own URL has no trailing slash. Make the links absolute.
        let page = String::from_utf8_lossy(&bytes);
        let assets = format!("\"{base_path}/api/docs/");
        let page = page.replace("\"./", &assets).replace("\"index.css", &format!("{assets}index.css"));
        bytes = page.replace("<title>Swagger UI<", "<title>Tasklane API<").into();
    }
    let mut response = HttpResponse::Ok();
    if file.content_type.starts_with("text/html") {
        response.insert_header((CONTENT_SECURITY_POLICY, security_headers::SWAGGER));
    }
    Ok(response.content_type(file.content_type).body(bytes))
}
