//! The web app as this server serves it: the page names its files and the API below the path of `PUBLIC_URL`.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::serve::serve;
use crate::config::{HttpConfig, WebApp};

/// Written by the build of the web app where a path of this server begins.
const BASE_PATH: &str = "__BASE_PATH__";
/// The same for the v1 routes.
const API_BASE: &str = "__API_BASE__";

/// Made once at start.
pub(crate) struct Site {
    app: WebApp,
    page: Bytes,
}

impl Site {
    /// The settings allow no character in either path that means anything in HTML.
    pub(crate) fn new(config: &HttpConfig) -> Self {
        let app = config.web_app;
        let page = String::from_utf8_lossy(app.file(WebApp::PAGE).unwrap_or_default());
        let page = page
            .replace(API_BASE, &format!("{}{}", config.base_path, config.api_prefix))
            .replace(BASE_PATH, &config.base_path);
        Self { app, page: page.into() }
    }

    /// `None` where the path is none of the web app's.
    pub(crate) fn serve(&self, req: &HttpRequest) -> Option<HttpResponse> {
        serve(self.app, &self.page, req)
    }
}
