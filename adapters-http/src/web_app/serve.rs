//! `GET /*`: the files of the web app, and its page for all paths that the app routes itself.

use actix_web::http::Method;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderName, HeaderValue, Preference,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::config::WebApp;

/// Files below this path have a hash of their content in their name.
const ASSETS: &str = "/assets/";
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// Content security policy: only resources and API calls of this origin, and no inline scripts or styles.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Returns `None` if the path does not belong to the web app.
pub(super) fn serve(app: WebApp, page: &Bytes, req: &HttpRequest) -> Option<HttpResponse> {
    if req.method() != Method::GET || !app.is_available() {
        return None;
    }
    match req.path() {
        WebApp::PAGE => Some(serve_page(page)),
        path => match app.file(path) {
            Some(content) => Some(serve_file(app, path, content, req)),
            None if is_file(path) => None,
            None => Some(serve_page(page)),
        },
    }
}

/// Serves the page. It is too small to be worth compressing.
fn serve_page(page: &Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type(WebApp::PAGE))
        .insert_header((header::CACHE_CONTROL, cache_control(WebApp::PAGE)))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin")))
        .body(page.clone())
}

fn serve_file(app: WebApp, path: &str, content: &'static [u8], req: &HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(media_type(path)).insert_header((header::CACHE_CONTROL, cache_control(path)));
    let Some(compressed) = app.compressed(path) else {
        return response.body(Bytes::from_static(content));
    };
    response.insert_header((header::VARY, "Accept-Encoding"));
    if !accepts_gzip(req) {
        return response.body(Bytes::from_static(content));
    }
    response.insert_header(ContentEncoding::Gzip).body(Bytes::from_static(compressed))
}

/// Returns whether the path names a file. A missing file must not be replaced by the page, because a browser could run
/// the page as a script.
fn is_file(path: &str) -> bool {
    path.starts_with(ASSETS) || path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn cache_control(path: &str) -> &'static str {
    if path.starts_with(ASSETS) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn accepts_gzip(req: &HttpRequest) -> bool {
    let gzip = Preference::Specific(Encoding::gzip());
    AcceptEncoding::parse(req).is_ok_and(|accepted| {
        accepted.iter().any(|item| item.item == gzip && item.quality > header::Quality::ZERO)
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
