//! Converts a panic in a handler to a problem. Without this conversion, a panic would break the connection.

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
    // The handler is dropped, so no other request can see its inconsistent state.
    let answered = AssertUnwindSafe(async move { next.call(req).await }).catch_unwind().await;
    // The panic hook logs the message and its position in the code.
    answered.unwrap_or_else(|_panic| Err(Problem::internal().into()))
}
