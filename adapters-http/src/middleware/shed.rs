//! Rejects requests while the in-flight request limit is reached: a fast rejection is better than an unbounded
//! queue. Inner middleware finds the timer of an admitted request in the extensions of the request.
//!
//! A rejection must cost almost nothing, because rejected clients that retry immediately must not slow down admitted
//! requests. Therefore requests are rejected before all other middleware except [`body_guard`](super::body_guard), and
//! a rejection writes no log line of its own. A short pause precedes each rejection.

use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use tokio::time::sleep;

use super::response;
use crate::config::HttpConfig;
use crate::limits::{InFlight, InFlightRequest};
use crate::route_table::RouteTable;

/// Pause before a rejection: short enough for waiting clients, and long enough to slow down clients that retry
/// immediately. If a slot is free after the pause, the request is admitted.
const PAUSE: Duration = Duration::from_millis(40);

pub(crate) async fn shed(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (Some(config), Some(in_flight)) =
        (req.app_data::<Data<HttpConfig>>().cloned(), req.app_data::<Data<InFlight>>().cloned())
    else {
        return Ok(next.call(req).await?.map_into_boxed_body());
    };
    let Some(request) = begin(&in_flight, &req, config.limits.in_flight).await else {
        in_flight.record_shed();
        let response = response::reject(&req, &config.allowed_origins);
        return Ok(req.into_response(response));
    };
    req.extensions_mut().insert(request.timer());
    let response = next.call(req).await;
    drop(request);
    Ok(response?.map_into_boxed_body())
}

async fn begin(in_flight: &Data<InFlight>, req: &ServiceRequest, limit: usize) -> Option<InFlightRequest> {
    let request = InFlight::begin(in_flight, limit);
    if request.is_some() {
        return request;
    }
    if is_never_shed(req) {
        return InFlight::begin(in_flight, usize::MAX);
    }
    sleep(PAUSE).await;
    InFlight::begin(in_flight, limit)
}

/// Returns whether the request is exempt from shedding. If probes were shed, an orchestrator would restart a busy
/// server. A preflight request needs little work, and if it is rejected, the browser fails the actual request without a
/// retry.
fn is_never_shed(req: &ServiceRequest) -> bool {
    let table = req.app_data::<Data<RouteTable>>();
    let served = table.and_then(|table| table.find(req.match_info().as_str()));
    served.is_some_and(|served| served.is_probe) || is_preflight(req)
}

fn is_preflight(req: &ServiceRequest) -> bool {
    let has = |name| req.headers().contains_key(name);
    req.method() == Method::OPTIONS && has(header::ORIGIN) && has(header::ACCESS_CONTROL_REQUEST_METHOD)
}
