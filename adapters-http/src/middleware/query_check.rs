//! Rejects query parameters that a v1 route does not document, except cache busters. The check uses the OpenAPI
//! document, so it covers every v1 route.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::extract::{Query, SignedIn};
use crate::respond::Problem;
use crate::route_table::{DocumentedOperation, RouteTable};

pub(crate) async fn check<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if req.query_string().is_empty() {
        return next.call(req).await;
    }
    let table = req.app_data::<Data<RouteTable>>().cloned();
    if let Some(operation) = table.as_ref().and_then(|table| operation(table, &req)) {
        let query = Query::of_route(req.query_string(), &operation.parameters);
        if operation.parameters.is_empty() && !query.errors.is_empty() {
            return Err(reject(req, operation.needs_token, query).await);
        }
        // A handler with parameters reports unknown parameters together with invalid values.
        req.extensions_mut().insert(query);
    }
    next.call(req).await
}

/// Returns the operation of the request, if it rejects unknown parameters. Uses the path as decoded by the router.
fn operation<'a>(table: &'a RouteTable, req: &ServiceRequest) -> Option<&'a DocumentedOperation> {
    let operation = table.find_exactly(req.match_info().as_str())?.operation(req.method());
    operation.filter(|operation| operation.metadata.rejects_unknown_parameters)
}

/// Reports a missing or invalid token (401) before unknown parameters (422).
async fn reject(mut req: ServiceRequest, needs_token: bool, query: Query) -> Error {
    if needs_token && let Err(problem) = req.extract::<SignedIn>().await {
        return problem.into();
    }
    Problem::from(query.errors).into()
}
