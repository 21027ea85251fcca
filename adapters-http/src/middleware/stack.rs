//! Wraps an application in the middleware, in the order that [`middleware`](super) documents.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error};

use super::{body_guard, cors, deadline, head, normalize, panics, query_check, response, shed, slow_body};

pub(crate) fn wrap<T, B>(
    app: App<T>,
    origins: &[String],
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<T, B>,
>
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    // The last call adds the outermost middleware.
    app.wrap(from_fn(query_check::check))
        .wrap(from_fn(normalize::normalize))
        .wrap(from_fn(panics::catch))
        .wrap(from_fn(slow_body::watch))
        .wrap(from_fn(deadline::enforce))
        .wrap(from_fn(head::check))
        .wrap(cors::cors(origins))
        .wrap(from_fn(response::complete))
        .wrap(from_fn(shed::shed))
        .wrap(from_fn(body_guard::guard))
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ORIGIN};
    use actix_web::test::{TestRequest, init_service, try_call_service};
    use actix_web::{App, HttpResponse, web};
    use serde_json::Value;

    use super::wrap;

    const ORIGIN_LISTED: &str = "https://tasks.example.org";

    async fn panicking() -> HttpResponse {
        panic!("password=hunter2")
    }

    // assures: R101, R810
    #[actix_web::test]
    async fn panic_is_returned_as_a_problem_and_the_next_request_is_served() {
        let app =
            App::new().route("/panic", web::get().to(panicking)).route("/", web::get().to(HttpResponse::Ok));
        let app = init_service(wrap(app, &[ORIGIN_LISTED.to_owned()])).await;
        for _ in 0..2 {
            let request = TestRequest::get().uri("/panic").insert_header((ORIGIN, ORIGIN_LISTED));
            let request = request.insert_header(("X-Request-ID", "seven")).to_request();
            // The server creates the response from an error that has passed all middleware.
            let response = try_call_service(&app, request).await.unwrap_err().error_response();
            assert_eq!(response.status(), 500);
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header(CONTENT_TYPE.as_str()), Some("application/problem+json"));
            assert_eq!(header("x-request-id"), Some("seven"));
            assert_eq!(header("x-content-type-options"), Some("nosniff"));
            assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN.as_str()), Some(ORIGIN_LISTED));
            assert_eq!(header("access-control-allow-credentials"), Some("true"));
            let body = to_bytes(response.into_body()).await.unwrap();
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(problem["code"], "internal");
            assert_eq!(problem["request_id"], "seven");
            assert!(!problem.to_string().contains("hunter2"));
            let healthy = try_call_service(&app, TestRequest::get().to_request()).await.unwrap();
            assert_eq!(healthy.status(), 200);
        }
    }
}
