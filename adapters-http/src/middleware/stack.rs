//! The layers in their order, around whatever app.

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
    // The last is the outermost.
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
