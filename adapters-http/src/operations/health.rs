//! `GET /health`, `/health/live` and `/health/ready`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::readiness::{Readiness, ReadinessStatus};
use crate::config::HttpConfig;
use crate::connection::Draining;
use crate::respond::Problem;
use crate::route_table::{ApiOperation, RouteMetadata};

#[derive(Serialize, ToSchema)]
#[schema(as = Health, example = json!({"status": "ok", "app": "Tasklane", "version": "0.1.0"}))]
struct HealthBody<'a> {
    /// `ok`, or `degraded` if the server cannot reach Redis. A degraded server handles requests, but its rate limits do
    /// not count requests to other replicas.
    status: &'static str,
    app: &'a str,
    version: &'static str,
}

/// Get the server name and version
///
/// Returns the name and version of the server without accessing the database.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The server is running", body = HealthBody<'static>),
))]
#[get("/health")]
pub(crate) async fn read_health(config: Data<HttpConfig>) -> HttpResponse {
    ok(&config)
}

impl ApiOperation for read_health {
    const METADATA: RouteMetadata = RouteMetadata::OPERATIONS.probe();
}

/// Check liveness
///
/// Returns 200 while the process can handle requests. Does not access the database.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The process is alive", body = HealthBody<'static>),
))]
#[get("/health/live")]
pub(crate) async fn read_liveness(config: Data<HttpConfig>) -> HttpResponse {
    ok(&config)
}

impl ApiOperation for read_liveness {
    const METADATA: RouteMetadata = RouteMetadata::OPERATIONS.probe();
}

/// Check readiness
///
/// The server is ready if the database responds within 1 second, the database schema is up to date, and the server is
/// not shutting down. The result is cached for up to 1 second. A server that cannot reach Redis is ready with the
/// status `degraded`.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The server is ready for requests", body = HealthBody<'static>),
    (status = 503, description = "`unavailable`: send requests to another replica"),
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
    let status = match readiness.status().await? {
        // Draining may have begun during the check.
        _ if draining.has_begun() => return Err(Problem::unavailable()),
        ReadinessStatus::Ready => "ok",
        ReadinessStatus::Degraded => "degraded",
    };
    Ok(respond(&config, status))
}

impl ApiOperation for read_readiness {
    const METADATA: RouteMetadata = RouteMetadata::OPERATIONS.probe();
}

fn ok(config: &HttpConfig) -> HttpResponse {
    respond(config, "ok")
}

fn respond(config: &HttpConfig, status: &'static str) -> HttpResponse {
    let body = HealthBody { status, app: &config.app_name, version: env!("CARGO_PKG_VERSION") };
    HttpResponse::Ok().json(body)
}
