//! Every route. What goes through [`documented`] is in the API's description by the same registration.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{self, Data, ServiceConfig};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::{AppExt, scope};

use super::fallback::fallback;
use super::openapi;
use crate::config::HttpConfig;
use crate::middleware::QueryNames;
use crate::operations::{self, OpenApiJson};
use crate::routing::Paths;
use crate::web_app::Site;
use crate::{todo, v1};

const PROBLEM_PAGE: &str = "/problems/{code}";
/// What describes the API to people.
const DOCS: [&str; 4] = ["/api/docs", "/api/docs/{file}", "/api/redoc", "/api/redoc/redoc.standalone.js"];
const OPENAPI_JSON: &str = "/api/openapi.json";

/// Where one used to find the documentation, and where it is.
const MOVED: [(&str, &str, StatusCode); 3] = [
    ("/docs", "/api/docs", StatusCode::PERMANENT_REDIRECT),
    ("/redoc", "/api/redoc", StatusCode::PERMANENT_REDIRECT),
    ("/openapi.json", OPENAPI_JSON, StatusCode::PERMANENT_REDIRECT),
];
/// Without a web app, who opens the server in a browser is shown around.
const FRONT_DOOR: (&str, &str, StatusCode) = ("/", "/api/docs", StatusCode::TEMPORARY_REDIRECT);

/// Paths that would else be taken for that of a task, by the methods that they do not have themselves.
const NO_IDS: [&str; 7] = [
    "/tasks/batch",
    "/tasks/changes",
    "/tasks/export",
    "/tasks/import",
    "/tasks/stream",
    "/tasks/summary",
    "/tasks/workflow",
];

/// v1 goes first: the todo routes take any segment for a user id, also the `v1` of its prefix.
fn documented(prefix: &str, config: &mut utoipa_actix_web::service_config::ServiceConfig) {
    config
        .service(
            scope(prefix)
                .service(v1::accounts::register_user)
                .service(v1::sessions::log_in)
                .service(v1::sessions::refresh_session)
                .service(v1::sessions::log_out)
                .service(v1::sessions::list_sessions)
                .service(v1::sessions::end_session)
                .service(v1::sessions::end_other_sessions)
                .service(v1::accounts::read_me)
                .service(v1::accounts::change_profile)
                .service(v1::accounts::delete_account)
                .service(v1::accounts::change_password)
                .service(v1::accounts::export_account)
                .service(v1::tasks::list_tasks)
                .service(v1::tasks::create_task)
                .service(v1::tasks::summarize_tasks)
                .service(v1::tasks::read_workflow)
                .service(v1::tasks::list_changes)
                .service(v1::tasks::stream_tasks)
                .service(v1::tasks::batch_tasks)
                .service(v1::tasks::export_tasks)
                .service(v1::tasks::import_tasks)
                .map(|scope| NO_IDS.iter().fold(scope, |scope, path| scope.route(path, web::to(fallback))))
                .service(v1::tasks::restore_task)
                .service(v1::tasks::read_task)
                .service(v1::tasks::edit_task)
                .service(v1::tasks::delete_task),
        )
        .service(todo::todo_register)
        .service(todo::todo_login)
        .service(todo::todo_list)
        .service(todo::todo_create)
        .service(todo::todo_read)
        .service(todo::todo_edit)
        .service(todo::todo_delete)
        .service(todo::todo_toggle)
        .service(operations::read_health)
        .service(operations::read_liveness)
        .service(operations::read_readiness)
        .service(operations::read_public_keys);
}

/// The description of the API as it is served under this configuration.
pub fn describe(config: &HttpConfig) -> OpenApi {
    let (_, mut document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(openapi::frame(config))
        .configure(|service| documented(&config.api_prefix, service))
        .split_for_parts();
    openapi::complete(&mut document, config);
    document
}

/// What all workers share of the routes: made once, because it describes itself.
#[derive(Clone)]
pub(crate) struct Routes {
    prefix: String,
    paths: Data<Paths>,
    query_names: Data<QueryNames>,
    site: Data<Site>,
    /// Where the documentation is served.
    openapi_json: Option<Data<OpenApiJson>>,
    moved: Vec<(&'static str, &'static str, StatusCode)>,
}

impl Routes {
    pub(crate) fn new(config: &HttpConfig) -> Self {
        let document = describe(config);
        let front_door = (!config.web_app.is_there()).then_some(FRONT_DOOR);
        let moved: Vec<_> = MOVED.into_iter().chain(front_door).collect();
        let docs = moved.iter().map(|(from, ..)| *from).chain(DOCS).chain([OPENAPI_JSON]);
        let docs = docs.filter(|_| config.docs_enabled);
        let json = config.docs_enabled.then(|| document.to_json().unwrap_or_default());
        Self {
            prefix: config.api_prefix.clone(),
            site: Data::new(Site::new(config)),
            paths: Data::new(Paths::of(
                &document,
                &docs.chain([PROBLEM_PAGE]).collect::<Vec<_>>(),
                &config.api_prefix,
            )),
            query_names: Data::new(QueryNames::of(&document, &config.api_prefix)),
            openapi_json: json.map(|json| Data::new(OpenApiJson(json.into()))),
            moved,
        }
    }

    pub(crate) fn register(&self, app: &mut ServiceConfig) {
        app.app_data(self.paths.clone()).app_data(self.query_names.clone()).app_data(self.site.clone());
        app.service(operations::problem_page);
        if let Some(document) = &self.openapi_json {
            register_docs(app, document, &self.moved);
        }
        documented(&self.prefix, &mut utoipa_actix_web::service_config::ServiceConfig::new(app));
        app.default_service(web::to(fallback));
    }
}

fn register_docs(
    app: &mut ServiceConfig,
    document: &Data<OpenApiJson>,
    moved: &[(&'static str, &'static str, StatusCode)],
) {
    app.app_data(document.clone())
        .service(operations::read_openapi)
        .service(operations::swagger)
        .service(operations::swagger_file)
        .service(operations::redoc)
        .service(operations::redoc_script);
    for (from, to, status) in moved.iter().copied() {
        // The URL may have the Host that the request named: no cache may give it to others.
        let answer = move || async move {
            HttpResponse::build(status)
                .insert_header((LOCATION, to))
                .insert_header((CACHE_CONTROL, "no-cache"))
                .finish()
        };
        app.route(from, web::get().to(answer));
    }
}
