//! A panic in a handler becomes a problem; without this layer it would cut the connection.

use std::panic::AssertUnwindSafe;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::FutureExt;

use crate::respond::Problem;

pub(crate) async fn catch<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // What the handler held is dropped, so nobody sees it half-changed.
    let answered = AssertUnwindSafe(async move { next.call(req).await }).catch_unwind().await;
    // The panic's message is written by the panic hook, with its place in the code.
    answered.unwrap_or_else(|_panic| Err(Problem::internal().into()))
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ORIGIN};
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::{App, HttpResponse, web};
    use serde_json::Value;

    use crate::middleware::stack;

    const ORIGIN_LISTED: &str = "https://tasks.example.org";

    async fn panicking() -> HttpResponse {
        panic!("password=hunter2")
    }

    #[actix_web::test]
    async fn a_panic_is_a_problem_like_any_other_and_the_next_request_is_served() {
        let app =
            App::new().route("/panic", web::get().to(panicking)).route("/", web::get().to(HttpResponse::Ok));
        let app = init_service(stack::wrap(app, &[ORIGIN_LISTED.to_owned()])).await;
        for _ in 0..2 {
            let request = TestRequest::get().uri("/panic").insert_header((ORIGIN, ORIGIN_LISTED));
            let request = request.insert_header(("X-Request-ID", "seven")).to_request();
            // The server makes the answer of an error that has passed all layers.
            let answer = try_call_service(&app, request).await.unwrap_err().error_response();
            assert_eq!(answer.status(), 500);
            let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(CONTENT_TYPE.as_str()), Some("application/problem+json"));
            assert_eq!(header("x-request-id"), Some("seven"));
            assert_eq!(header("x-content-type-options"), Some("nosniff"));
            assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN.as_str()), Some(ORIGIN_LISTED));
            assert_eq!(header("access-control-allow-credentials"), Some("true"));
            let body = to_bytes(answer.into_body()).await.unwrap();
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(problem["code"], "internal");
            assert_eq!(problem["request_id"], "seven");
            assert!(!problem.to_string().contains("hunter2"));
            let healthy = try_call_service(&app, TestRequest::get().to_request()).await.unwrap();
            assert_eq!(healthy.status(), 200);
        }
    }
}
