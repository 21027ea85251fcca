//! Registers all routes with the framework, and creates the OpenAPI document from the same list.

use actix_web::dev::{HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Error, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::scope::Scope;
use utoipa_actix_web::{AppExt, OpenApiFactory, scope, service_config};

use super::fallback::fallback;
use super::list::{self, Registrar};
use super::metadata_index::{MetadataIndex, ShadowedPaths};
use super::openapi;
use crate::config::HttpConfig;
use crate::operations::{DOCS, OPENAPI_JSON, OpenApiJson, PROBLEM_PAGE, REDOC, SWAGGER};
use crate::route_table::{ApiOperation, Page, RouteMetadata, RouteTable, ServedPath};
use crate::web_app::RenderedApp;

type Redirect = (&'static str, &'static str, StatusCode);

/// Former addresses of the documentation.
const MOVED_PAGES: [Redirect; 3] = [
    ("/docs", SWAGGER.path, StatusCode::PERMANENT_REDIRECT),
    ("/redoc", REDOC.path, StatusCode::PERMANENT_REDIRECT),
    ("/openapi.json", OPENAPI_JSON.path, StatusCode::PERMANENT_REDIRECT),
];
/// Redirects browsers from `/` to the documentation if there is no web app.
const ROOT_REDIRECT: Redirect = ("/", SWAGGER.path, StatusCode::TEMPORARY_REDIRECT);

/// Adds operations to a scope: either those with path parameters, or those without.
struct ScopeRegistrar<T> {
    scope: Option<Scope<T>>,
    have_parameters: bool,
}

impl<T> Registrar for ScopeRegistrar<T>
where
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>,
{
    fn add<H: ApiOperation + HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: H) {
        if H::METADATA.path_parameters.is_empty() != self.have_parameters {
            self.scope = self.scope.take().map(|scope| scope.service(handler));
        }
    }
}

impl Registrar for service_config::ServiceConfig<'_> {
    fn add<H: ApiOperation + HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: H) {
        self.service(handler);
    }
}

/// Registers the documented routes. Paths without parameters come first, and v1 comes before the todo routes, because
/// the todo routes accept any segment as a user ID, even the `v1` of the prefix.
fn register_documented(prefix: &str, config: &mut service_config::ServiceConfig<'_>) {
    let mut v1 = ScopeRegistrar { scope: Some(scope(prefix)), have_parameters: false };
    list::register_v1(&mut v1);
    let shadowed = ShadowedPaths::of_v1();
    v1.scope =
        v1.scope.map(|scope| shadowed.iter().fold(scope, |scope, path| scope.route(path, web::to(fallback))));
    v1.have_parameters = true;
    list::register_v1(&mut v1);
    if let Some(scope) = v1.scope {
        config.service(scope);
    }
    list::register_unversioned(config);
}

/// Creates the OpenAPI document for this configuration.
pub fn describe(config: &HttpConfig) -> OpenApi {
    let (_, mut document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(openapi::base_document(config))
        .configure(|service| register_documented(&config.api_prefix, service))
        .split_for_parts();
    openapi::add_implied_parts(&mut document, &MetadataIndex::new(&config.api_prefix));
    document
}

/// The routes, shared by all workers. They are created once, because each creation also creates the OpenAPI document.
#[derive(Clone)]
pub(crate) struct Routes {
    prefix: String,
    table: Data<RouteTable>,
    web_app: Data<RenderedApp>,
    pages: Vec<Page>,
    redirects: Vec<Redirect>,
    /// `None` if the documentation is disabled.
    openapi_json: Option<Data<OpenApiJson>>,
}

impl Routes {
    pub(crate) fn new(config: &HttpConfig) -> Self {
        let document = describe(config);
        let (mut pages, mut redirects) = (vec![PROBLEM_PAGE], Vec::new());
        if config.docs_enabled {
            pages.push(OPENAPI_JSON);
            pages.extend(DOCS);
            redirects.extend(MOVED_PAGES);
            redirects.extend((!config.web_app.is_available()).then_some(ROOT_REDIRECT));
        }
        let json = config.docs_enabled.then(|| document.to_json().unwrap_or_default());
        Self {
            prefix: config.api_prefix.clone(),
            web_app: Data::new(RenderedApp::new(config)),
            table: Data::new(table(&document, &config.api_prefix, &pages, &redirects)),
            pages,
            redirects,
            openapi_json: json.map(|json| Data::new(OpenApiJson(json.into()))),
        }
    }

    #[cfg(test)]
    pub(super) fn table(&self) -> &RouteTable {
        &self.table
    }

    /// Returns the undocumented paths, which need no access token.
    #[cfg(test)]
    pub(super) fn page_paths(&self) -> impl Iterator<Item = &'static str> {
        let redirects = self.redirects.iter().map(|(from, ..)| *from);
        self.pages.iter().map(|page| page.path).chain(redirects)
    }

    pub(crate) fn register(&self, app: &mut ServiceConfig) {
        app.app_data(self.table.clone()).app_data(self.web_app.clone());
        if let Some(document) = &self.openapi_json {
            app.app_data(document.clone());
        }
        for page in &self.pages {
            app.route(page.path, (page.route)());
        }
        for redirect in self.redirects.iter().copied() {
            register_redirect(app, redirect);
        }
        register_documented(&self.prefix, &mut service_config::ServiceConfig::new(app));
        app.default_service(web::to(fallback));
    }
}

fn table(document: &OpenApi, prefix: &str, pages: &[Page], redirects: &[Redirect]) -> RouteTable {
    let mut api = MetadataIndex::new(prefix).served(document);
    api.extend(pages.iter().map(|page| ServedPath::page(page.path, page.metadata)));
    let redirects = redirects.iter().map(|(from, ..)| ServedPath::page(from, RouteMetadata::OPERATIONS));
    RouteTable::new(api, redirects.collect(), prefix)
}

fn register_redirect(app: &mut ServiceConfig, (from, to, status): Redirect) {
    // The URL may contain the `Host` of the request, so caches must not reuse the redirect.
    let response = move || async move {
        HttpResponse::build(status)
            .insert_header((LOCATION, to))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .finish()
    };
    app.route(from, web::get().to(response));
}
