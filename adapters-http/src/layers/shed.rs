//! Turns requests away while as many as the server can take are worked on: a quick "later" serves everybody better
//! than a queue without end. The work of who is let in is known to the layers within.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use super::work::InFlight;
use crate::config::HttpConfig;
use crate::problem::Problem;

pub(crate) async fn shed<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (Some(config), Some(in_flight)) =
        (req.app_data::<Data<HttpConfig>>(), req.app_data::<Data<InFlight>>())
    else {
        return next.call(req).await;
    };
    // A probe that were turned away would have a busy server restarted.
    let limit = if is_probe(req.path()) { usize::MAX } else { config.bounds.in_flight };
    let Some(work) = InFlight::begin(in_flight, limit) else {
        return Err(Problem::unavailable().because("too many requests at once").into());
    };
    req.extensions_mut().insert(work.progress());
    let answer = next.call(req).await;
    drop(work);
    answer
}

fn is_probe(path: &str) -> bool {
    path == "/health" || path.starts_with("/health/")
}
