//! Limits the processing time of requests. A write that timed out may or may not have taken effect, so its response
//! says that the outcome is unknown.

use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use futures_util::future::{Either, select};
use tokio::time::{Instant, sleep_until};

use crate::config::HttpConfig;
use crate::limits::RequestTimer;
use crate::respond::{Code, Problem};

pub(crate) async fn enforce<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let timer = req.extensions().get::<Rc<RequestTimer>>().cloned();
    let (Some(config), Some(timer)) = (req.app_data::<Data<HttpConfig>>(), timer) else {
        return next.call(req).await;
    };
    let limit = config.limits.request;
    let is_write = !req.method().is_safe();
    match select(pin!(next.call(req)), pin!(wait_until_exceeded(&timer, limit))).await {
        Either::Left((response, _)) => response,
        Either::Right(_) if is_write => Err(outcome_unknown().into()),
        Either::Right(_) => Err(Problem::unavailable().with_cause_text("request deadline exceeded").into()),
    }
}

async fn wait_until_exceeded(timer: &RequestTimer, limit: Duration) {
    loop {
        // While the request waits for its client, the deadline is postponed.
        let end = timer.deadline(limit);
        if end <= Instant::now() {
            return;
        }
        sleep_until(end).await;
    }
}

fn outcome_unknown() -> Problem {
    let detail = "The request timed out and may or may not have taken effect; check before you try again";
    Problem::new(Code::OutcomeUnknown, detail).with_cause_text("request deadline exceeded")
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use actix_web::body::BoxBody;
    use actix_web::http::Method;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;
    use crate::limits::InFlight;
    use crate::middleware::shed;

    // assures: R705
    #[actix_web::test]
    async fn handler_that_never_ends_times_out() {
        tokio::time::pause();
        let config = Data::new(crate::config::tests::config());
        let app = App::new()
            .app_data(config.clone())
            .app_data(Data::new(InFlight::default()))
            .default_service(web::to(pending::<HttpResponse<BoxBody>>))
            .wrap(from_fn(enforce))
            .wrap(from_fn(shed::shed));
        let app = init_service(app).await;
        for (method, status) in
            [(Method::GET, 503), (Method::HEAD, 503), (Method::POST, 504), (Method::DELETE, 504)]
        {
            let begin = Instant::now();
            let request = TestRequest::default().method(method).to_request();
            let response = try_call_service(&app, request).await.unwrap_err().error_response();
            assert_eq!(response.status(), status);
            assert_eq!(begin.elapsed().as_secs(), config.limits.request.as_secs());
        }
    }
}
