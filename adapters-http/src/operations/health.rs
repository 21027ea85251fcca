//! `GET /health`, `/health/live` and `/health/ready`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::readiness::{Readiness, Standing};
use crate::config::HttpConfig;
use crate::connection::Draining;
use crate::respond::Problem;

/// Where probes ask, with one trailing slash or none.
const PROBES: [&str; 3] = ["/health", "/health/live", "/health/ready"];

/// Whether a request to this path is a probe.
pub(crate) fn is_probe(path: &str) -> bool {
    PROBES.contains(&path.strip_suffix('/').unwrap_or(path))
}

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

/// Liveness
///
/// The process answers. Touches nothing.
#[utoipa::path(tag = "operations", responses((status = 200, description = "It lives", body = HealthBody<'static>)))]
#[get("/health/live")]
pub(crate) async fn read_liveness(config: Data<HttpConfig>) -> HttpResponse {
    ok(&config)
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

fn ok(config: &HttpConfig) -> HttpResponse {
    answer(config, "ok")
}

fn answer(config: &HttpConfig, status: &'static str) -> HttpResponse {
    let body = HealthBody { status, app: &config.app_name, version: env!("CARGO_PKG_VERSION") };
    HttpResponse::Ok().json(body)
}

#[cfg(test)]
mod tests {
    use super::is_probe;

    #[test]
    fn a_probe_is_one_of_three_paths() {
        for probe in ["/health", "/health/", "/health/live", "/health/live/", "/health/ready"] {
            assert!(is_probe(probe), "{probe}");
        }
        for other in ["/", "/health//", "/health/deep", "/health/ready/now", "/healthy", "/api/health"] {
            assert!(!is_probe(other), "{other}");
        }
    }
}
