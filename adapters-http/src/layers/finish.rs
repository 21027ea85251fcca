//! Around all that makes an answer: gives each request its id, each problem its body, each answer the headers that all have, and
//! writes the log line.

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
use super::{aborted, cors, harden};
use crate::absolute_url;
use crate::client_address::ClientAddress;
use crate::config::HttpConfig;
use crate::limits;
use crate::problem::{Problem, ProblemBody};
use crate::server::Draining;

pub(crate) async fn finish(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let outfit = Outfit::of(&req);
    let line = RequestLine::of(&req, ClientAddress::find(&req), &outfit.id);
    match next.call(req).instrument(line.span.span()).await {
        Ok(answer) => {
            let (req, answer) = answer.map_into_boxed_body().into_parts();
            let mut answer = dress(answer, &outfit);
            absolute_url::complete(&req, answer.headers_mut());
            if let Some(decision) = req.extensions().get() {
                limits::tell(decision, answer.headers_mut());
            }
            request_log::write(&line, Some(&req), &answer, &outfit.id);
            let answer = answer.map_body(|_, body| aborted::watch(body, &req, &outfit.id));
            Ok(ServiceResponse::new(req, answer))
        }
        // The request is gone, so the answer is made where the connection is served.
        Err(mut error) => {
            error.add_response_mapper(move |answer| {
                let answer = dress(answer, &outfit);
                request_log::write(&line, None, &answer, &outfit.id);
                answer
            });
            Err(error)
        }
    }
}

/// The answer to a request that was turned away before any layer saw it, as all of them would have dressed it.
pub(super) fn refuse(req: &ServiceRequest, allowed_origins: &[String]) -> HttpResponse {
    let mut answer = dress(Problem::unavailable().error_response(), &Outfit::of(req));
    cors::permit(req.headers(), allowed_origins, answer.headers_mut());
    answer
}

/// What an answer is dressed in, as the request and the configuration want it.
struct Outfit {
    id: RequestId,
    cache_control: Option<&'static str>,
    config: Option<Data<HttpConfig>>,
    draining: Option<Data<Draining>>,
}

impl Outfit {
    fn of(req: &ServiceRequest) -> Self {
        Self {
            id: RequestId::of(req.headers()),
            cache_control: cache_control(req),
            config: req.app_data().cloned(),
            draining: req.app_data().cloned(),
        }
    }
}

/// Answers about accounts and tokens are never stored, others of the API never without asking again.
fn cache_control(req: &ServiceRequest) -> Option<&'static str> {
    let prefix = req.app_data::<Data<HttpConfig>>().map_or("/api", |config| config.api_prefix.as_str());
    let path = req.path();
    if !path.starts_with("/api/") && !path.starts_with(prefix) {
        return None;
    }
    Some(if path.split('/').any(|segment| segment == "auth") { "no-store" } else { "private, no-cache" })
}

fn dress(mut answer: HttpResponse, outfit: &Outfit) -> HttpResponse {
    if let Some(refused) = cors::refusal(&answer) {
        answer = refused;
    }
    if answer.status().is_client_error() || answer.status().is_server_error() {
        answer = with_problem_body(answer, outfit);
    }
    // A client that keeps its connection could send the next request just as the server closes it.
    if outfit.draining.as_ref().is_some_and(|draining| draining.has_begun()) {
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = answer.headers_mut();
    cors::withhold(headers);
    headers.insert(X_REQUEST_ID, outfit.id.header());
    harden::harden(headers, outfit.config.as_ref().map(|config| &***config));
    if let Some(value) = outfit.cache_control.filter(|_| !headers.contains_key(header::CACHE_CONTROL)) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    answer
}

/// Whatever refused the request, the framework too, the client reads the same shape.
fn with_problem_body(answer: HttpResponse, outfit: &Outfit) -> HttpResponse {
    let problem = answer.extensions().get::<Problem>().cloned();
    let problem = problem.unwrap_or_else(|| Problem::of_status(answer.status()));
    let base_path = outfit.config.as_ref().map_or("", |config| config.base_path.as_str());
    let body = ProblemBody::new(&problem, outfit.id.as_str(), base_path);
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let mut answer = answer.set_body(BoxBody::new(body));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer.headers_mut().remove(HeaderName::from_static("content-length"));
    answer
}
