//! Rejects query parameters that a v1 route does not take. It goes by the API's own description, so every route of v1
//! passes here, and a parameter that a route reads must be described to be let through.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, RefOr};

use crate::extract::{Query, SignedIn};
use crate::respond::Problem;
use crate::routing::is_v1;

/// The query parameters of each operation of v1.
#[derive(Debug)]
pub(crate) struct QueryNames(Vec<Route>);

#[derive(Debug)]
struct Route {
    template: String,
    method: Method,
    names: Vec<String>,
    needs_token: bool,
}

pub(crate) async fn check<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if req.query_string().is_empty() {
        return next.call(req).await;
    }
    let names = req.app_data::<Data<QueryNames>>().cloned();
    if let Some(route) = names.as_ref().and_then(|names| names.route(&req)) {
        let query = Query::of_route(req.query_string(), &route.names);
        if route.names.is_empty() && !query.faults.is_empty() {
            return Err(reject(req, route, query).await);
        }
        // A handler that takes parameters names these faults together with those of the values.
        req.extensions_mut().insert(query);
    }
    next.call(req).await
}

/// 401 goes before 422.
async fn reject(mut req: ServiceRequest, route: &Route, query: Query) -> Error {
    if route.needs_token
        && let Err(problem) = req.extract::<SignedIn>().await
    {
        return problem.into();
    }
    Problem::from(query.faults).into()
}

impl QueryNames {
    pub(crate) fn of(document: &OpenApi, prefix: &str) -> Self {
        let items = document.paths.paths.iter();
        let operations = items.flat_map(|(path, item)| operations(item).map(move |of| (path, of)));
        let of_v1 = operations.filter(|(path, (_, operation))| is_v1(operation, path, prefix));
        Self(of_v1.map(|(path, (method, operation))| Route::of(path, method, operation)).collect())
    }

    /// The route that the request goes to.
    fn route(&self, req: &ServiceRequest) -> Option<&Route> {
        // The router decodes the path before it compares. Most queries are of a path without parameters, which needs no
        // search for its template.
        let path = req.match_info().as_str();
        self.find(path, req.method())
            .or_else(|| self.find(&req.resource_map().match_pattern(path)?, req.method()))
    }

    fn find(&self, template: &str, method: &Method) -> Option<&Route> {
        self.0.iter().find(|route| route.template == template && route.method == *method)
    }
}

impl Route {
    fn of(template: &str, method: Method, operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                Some(parameter.name.clone())
            }
            _ => None,
        });
        let no_token = SecurityRequirement::default();
        let needs_token = operation.security.as_ref().is_some_and(|any_of| !any_of.contains(&no_token));
        Self { template: template.to_owned(), method, names: parameters.collect(), needs_token }
    }
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}
