//! Completes every response: adds the request ID, the body of problems and the common headers, and writes the log line.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use tracing::Instrument;

use super::request_id::{RequestId, X_REQUEST_ID};
use super::request_log::{self, RequestLine};
use super::{aborted, absolute_url, cors};
use crate::config::HttpConfig;
use crate::connection::Draining;
use crate::extract::ClientAddress;
use crate::respond::{Problem, ProblemBody, rate_limit_headers, security_headers};
use crate::route_table::RouteTable;

pub(crate) async fn complete(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let table = req.app_data::<Data<RouteTable>>().cloned();
    let context = ResponseContext::new(&req, table.as_ref().map(|table| &***table));
    let client = ClientAddress::find(&req);
    let line = RequestLine::new(&req, table, client, &context.id, context.is_probe);
    match next.call(req).instrument(line.span.span()).await {
        Ok(response) => {
            let (req, response) = response.map_into_boxed_body().into_parts();
            let mut response = decorate(response, &context);
            absolute_url::make_absolute(&req, response.headers_mut());
            if let Some(decision) = req.extensions().get() {
                rate_limit_headers::headers_for(decision, response.headers_mut());
            }
            request_log::write(&line, Some(&req), &response, &context.id);
            let response = response.map_body(|_, body| aborted::watch(body, &req, &context.id));
            Ok(ServiceResponse::new(req, response))
        }
        // The request is no longer available, because the library creates this response from the error.
        Err(mut error) => {
            error.add_response_mapper(move |response| {
                let response = decorate(response, &context);
                request_log::write(&line, None, &response, &context.id);
                response
            });
            Err(error)
        }
    }
}

/// Creates the response to a shed request, with the headers that other middleware would have added.
pub(super) fn reject(req: &ServiceRequest, allowed_origins: &[String]) -> HttpResponse {
    let table = req.app_data::<Data<RouteTable>>().map(|table| &***table);
    let mut response = decorate(Problem::unavailable().error_response(), &ResponseContext::new(req, table));
    cors::add_headers(req.headers(), allowed_origins, response.headers_mut());
    response
}

/// The request data and configuration that are needed to complete a response.
struct ResponseContext {
    id: RequestId,
    cache_control: Option<&'static str>,
    is_probe: bool,
    config: Option<Data<HttpConfig>>,
    draining: Option<Data<Draining>>,
}

impl ResponseContext {
    fn new(req: &ServiceRequest, table: Option<&RouteTable>) -> Self {
        // The path as the router has decoded it.
        let path = req.match_info().as_str();
        let served = table.and_then(|table| table.find(path));
        Self {
            id: RequestId::from_headers(req.headers()),
            cache_control: table.and_then(|table| table.cache_control(path, served)),
            is_probe: served.is_some_and(|served| served.is_probe),
            config: req.app_data().cloned(),
            draining: req.app_data().cloned(),
        }
    }
}

fn decorate(mut response: HttpResponse, context: &ResponseContext) -> HttpResponse {
    if let Some(rejected) = cors::preflight_rejection(&response) {
        response = rejected;
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        response = with_problem_body(response, context);
    }
    // Announce that the connection closes. Otherwise the client could send its next request just as the server closes
    // the connection.
    if context.draining.as_ref().is_some_and(|draining| draining.has_begun()) {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    cors::remove_headers_without_permission(headers);
    headers.insert(X_REQUEST_ID, context.id.header());
    security_headers::insert(headers, context.config.as_ref().map(|config| &***config));
    if let Some(value) = context.cache_control.filter(|_| !headers.contains_key(header::CACHE_CONTROL)) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}

/// Sets a problem as the body of an error response, even if the framework created the response.
fn with_problem_body(response: HttpResponse, context: &ResponseContext) -> HttpResponse {
    let problem = response.extensions().get::<Problem>().cloned();
    let problem = problem.unwrap_or_else(|| Problem::of_status(response.status()));
    let base_path = context.config.as_ref().map_or("", |config| config.base_path.as_str());
    let body = ProblemBody::new(&problem, context.id.as_str(), base_path);
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let mut response = response.set_body(BoxBody::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response.headers_mut().remove(HeaderName::from_static("content-length"));
    response
}
