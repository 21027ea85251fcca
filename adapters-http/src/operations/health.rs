//! `GET /health`, `/health/live` and `/health/ready`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::readiness::{Readiness, Standing};
use crate::config::HttpConfig;
use crate::connection::Draining;
use crate::respond::Problem;
use crate::routing::{ApiOperation, RouteFacts};

#[derive(Serialize, ToSchema)]
#[schema(as = Health, example = json!({"status": "ok", "app": "Tasklane", "version": "0.1.0"}))]
struct HealthBody<'a> {
    /// `ok`; or `degraded`, where it takes requests and limits are counted by each replica for itself.
    status: &'static str,
    app: &'a str,
    version: &'static str,
}

/// Health
///
/// What runs here. Touches nothing.
#[utoipa::path(tag = "operations", responses((status = 200, description = "It runs", body = HealthBody<'static>)))]
#[get("/health")]
pub(crate) async fn read_health(config: Data<HttpConfig>) -> HttpResponse {
    ok(&config)
}

impl ApiOperation for read_health {
    const FACTS: RouteFacts = RouteFacts::OPERATIONS.probe();
}

/// Liveness
///
/// The process answers. Touches nothing.
#[utoipa::path(tag = "operations", responses((status = 200, description = "It lives", body = HealthBody<'static>)))]
#[get("/health/live")]
pub(crate) async fn read_liveness(config: Data<HttpConfig>) -> HttpResponse {
    ok(&config)
}

impl ApiOperation for read_liveness {
    const FACTS: RouteFacts = RouteFacts::OPERATIONS.probe();
}

/// Readiness
///
/// The database answers within a second, its schema has all that this server knows, and the server is not about to
/// stop. What was found out holds for up to a second. Without its Redis a server is ready, and `degraded`.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "It takes requests", body = HealthBody<'static>),
    (status = 503, description = "`unavailable`: send requests elsewhere"),
))]
#[get("/health/ready")]
pub(crate) async fn read_readiness(
    config: Data<HttpConfig>,
    readiness: Data<Readiness>,
    draining: Data<Draining>,
) -> Result<HttpResponse, Problem> {
    if draining.has_begun() {
        return Err(Problem::unavailable());
    }
    let status = match readiness.standing().await? {
        // It may have begun meanwhile.
        _ if draining.has_begun() => return Err(Problem::unavailable()),
        Standing::Well => "ok",
        Standing::Degraded => "degraded",
    };
    Ok(answer(&config, status))
}

impl ApiOperation for read_readiness {
    const FACTS: RouteFacts = RouteFacts::OPERATIONS.probe();
}

fn ok(config: &HttpConfig) -> HttpResponse {
    answer(config, "ok")
}

fn answer(config: &HttpConfig, status: &'static str) -> HttpResponse {
    let body = HealthBody { status, app: &config.app_name, version: env!("CARGO_PKG_VERSION") };
    HttpResponse::Ok().json(body)
}
