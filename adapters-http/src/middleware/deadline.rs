//! No request is worked on for ever. What was begun may be done or not, so a write says just that.

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
use crate::limits::Progress;
use crate::respond::{Code, Problem};

pub(crate) async fn enforce<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let progress = req.extensions().get::<Rc<Progress>>().cloned();
    let (Some(config), Some(progress)) = (req.app_data::<Data<HttpConfig>>(), progress) else {
        return next.call(req).await;
    };
    let limit = config.bounds.request;
    let changes_something = !req.method().is_safe();
    match select(pin!(next.call(req)), pin!(passed(&progress, limit))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) if changes_something => Err(outcome_unknown().into()),
        Either::Right(_) => Err(Problem::unavailable().because("the deadline has passed").into()),
    }
}

async fn passed(progress: &Progress, limit: Duration) {
    loop {
        // It moves while the client is waited for.
        let end = progress.end_of(limit);
        if end <= Instant::now() {
            return;
        }
        sleep_until(end).await;
    }
}

fn outcome_unknown() -> Problem {
    let detail = "This took too long, and it is not known whether it was done; look before trying again";
    Problem::new(Code::OutcomeUnknown, detail).because("the deadline has passed")
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
    async fn a_handler_that_never_ends_is_answered_for() {
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
            let answer = try_call_service(&app, request).await.unwrap_err().error_response();
            assert_eq!(answer.status(), status);
            assert_eq!(begin.elapsed().as_secs(), config.bounds.request.as_secs());
        }
    }
}
