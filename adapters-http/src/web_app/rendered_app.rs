//! The web app with the paths of this server. Its page refers to files and to the API below the path of `PUBLIC_URL`.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::serve::serve;
use crate::config::{HttpConfig, WebApp};

/// Placeholder for the base path. The build of the web app writes it into the page.
const BASE_PATH: &str = "__BASE_PATH__";
/// Placeholder for the path of the v1 routes.
const API_BASE: &str = "__API_BASE__";

/// The page with its paths filled in, created once at start.
pub(crate) struct RenderedApp {
    app: WebApp,
    page: Bytes,
}

impl RenderedApp {
    /// Fills in the paths. The settings reject paths with characters that need escaping in HTML.
    pub(crate) fn new(config: &HttpConfig) -> Self {
        let app = config.web_app;
        let page = String::from_utf8_lossy(app.file(WebApp::PAGE).unwrap_or_default());
        let page = page
            .replace(API_BASE, &format!("{}{}", config.base_path, config.api_prefix))
            .replace(BASE_PATH, &config.base_path);
        Self { app, page: page.into() }
    }

    /// Returns `None` if the path does not belong to the web app.
    pub(crate) fn serve(&self, req: &HttpRequest) -> Option<HttpResponse> {
        serve(self.app, &self.page, req)
    }
}
