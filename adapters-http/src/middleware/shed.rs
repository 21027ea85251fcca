//! Turns requests away while as many as the server can take are worked on: a quick "later" serves everybody better
//! than a queue without end. The inner middleware sees the work of an admitted request.
//!
//! Shedding must cost next to nothing, or clients that retry at once take the time of those that are served. So it
//! happens before all other middleware but [`body_guard`](super::body_guard), writes no line of its own, and not without a pause.

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
use crate::limits::{InFlight, Work};
use crate::routing::RouteTable;

/// Short for a waiting client, and long for one that retries at once. A place may become free meanwhile.
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
    let Some(work) = begin(&in_flight, &req, config.bounds.in_flight).await else {
        in_flight.count_refusal();
        let answer = response::reject(&req, &config.allowed_origins);
        return Ok(req.into_response(answer));
    };
    req.extensions_mut().insert(work.progress());
    let answer = next.call(req).await;
    drop(work);
    Ok(answer?.map_into_boxed_body())
}

async fn begin(in_flight: &Data<InFlight>, req: &ServiceRequest, limit: usize) -> Option<Work> {
    let work = InFlight::begin(in_flight, limit);
    if work.is_some() {
        return work;
    }
    if is_never_shed(req) {
        return InFlight::begin(in_flight, usize::MAX);
    }
    sleep(PAUSE).await;
    InFlight::begin(in_flight, limit)
}

/// A shed probe would have a busy server restarted. A preflight needs no work, and a browser would take a rejection for
/// good.
fn is_never_shed(req: &ServiceRequest) -> bool {
    let table = req.app_data::<Data<RouteTable>>();
    let served = table.and_then(|table| table.find(req.match_info().as_str()));
    served.is_some_and(|served| served.is_probe) || is_preflight(req)
}

fn is_preflight(req: &ServiceRequest) -> bool {
    let has = |name| req.headers().contains_key(name);
    req.method() == Method::OPTIONS && has(header::ORIGIN) && has(header::ACCESS_CONTROL_REQUEST_METHOD)
}
