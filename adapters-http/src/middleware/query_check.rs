//! Rejects query parameters that a v1 route does not take. It goes by the API's own description, so every route of v1
//! passes here, and a parameter that a route reads must be described to be let through.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::extract::{Query, SignedIn};
use crate::respond::Problem;
use crate::routing::{DescribedOperation, RouteTable};

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
        if operation.parameters.is_empty() && !query.faults.is_empty() {
            return Err(reject(req, operation.needs_token, query).await);
        }
        // A handler that takes parameters names these faults together with those of the values.
        req.extensions_mut().insert(query);
    }
    next.call(req).await
}

/// The operation that the request goes to, if it rejects unknown parameters. The router decodes the path before it compares.
fn operation<'a>(table: &'a RouteTable, req: &ServiceRequest) -> Option<&'a DescribedOperation> {
    let operation = table.find_exactly(req.match_info().as_str())?.operation(req.method());
    operation.filter(|operation| operation.facts.rejects_unknown_parameters)
}

/// 401 goes before 422.
async fn reject(mut req: ServiceRequest, needs_token: bool, query: Query) -> Error {
    if needs_token && let Err(problem) = req.extract::<SignedIn>().await {
        return problem.into();
    }
    Problem::from(query.faults).into()
}
