//! Counts requests by the route's template, so that the number of time series is bounded.
//!
//! Each worker thread caches the metric handles that it has used, because looking up a handle by its labels costs more
//! than counting.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use metrics::{Counter, Histogram, Unit, counter, histogram};

/// Label for paths without a route and for the files of the web app.
const NO_ROUTE: &str = "none";

#[derive(Default)]
pub(crate) struct RequestMetrics(RefCell<HashMap<Box<str>, RouteMetrics>>);

#[derive(Default)]
struct RouteMetrics {
    seconds: Vec<(&'static str, Histogram)>,
    responses: Vec<((&'static str, u16), Counter)>,
}

impl RequestMetrics {
    pub(super) fn count(&self, route: Option<&str>, method: &Method, status: StatusCode, elapsed: Duration) {
        let (route, method, status) = (route.unwrap_or(NO_ROUTE), method_label(method), status.as_u16());
        let mut routes = self.0.borrow_mut();
        if !routes.contains_key(route) {
            routes.insert(route.into(), RouteMetrics::default());
        }
        let Some(RouteMetrics { seconds, responses }) = routes.get_mut(route) else { return };
        update_handle(
            seconds,
            method,
            || duration_histogram(route, method),
            |seconds| seconds.record(elapsed),
        );
        update_handle(
            responses,
            (method, status),
            || response_counter(route, method, status),
            |count| count.increment(1),
        );
    }
}

/// Maps unknown methods to one label, because clients can send any method.
pub(super) fn method_label(method: &Method) -> &'static str {
    let labels = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
    labels.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

/// Calls `update` with the handle for `key`, which `new` creates on first use.
fn update_handle<K: PartialEq, H>(
    handles: &mut Vec<(K, H)>,
    key: K,
    new: impl FnOnce() -> H,
    update: impl FnOnce(&H),
) {
    if let Some((_, handle)) = handles.iter().find(|(other, _)| *other == key) {
        return update(handle);
    }
    let handle = new();
    update(&handle);
    handles.push((key, handle));
}

fn duration_histogram(route: &str, method: &'static str) -> Histogram {
    histogram!(
        description: "Time from the start of a request until the head of its response is ready",
        unit: Unit::Seconds,
        "tasklane_http_request_seconds",
        "method" => method,
        "route" => route.to_owned()
    )
}

fn response_counter(route: &str, method: &'static str, status: u16) -> Counter {
    counter!(
        description: "Responses sent, except to requests above MAX_IN_FLIGHT",
        "tasklane_http_requests_total",
        "method" => method,
        "route" => route.to_owned(),
        "status" => status.to_string()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_methods_share_one_time_series() {
        assert_eq!(method_label(&Method::PATCH), "PATCH");
        assert_eq!(method_label(&Method::from_bytes(b"BREW").unwrap()), "other");
        assert_eq!(method_label(&Method::from_bytes(b"get").unwrap()), "other");
        let metrics = RequestMetrics::default();
        for name in ["A", "B", "C"] {
            let method = Method::from_bytes(name.as_bytes()).unwrap();
            metrics.count(None, &method, StatusCode::NOT_FOUND, Duration::ZERO);
        }
        let routes = metrics.0.borrow();
        assert_eq!(routes.len(), 1);
        assert_eq!((routes[NO_ROUTE].seconds.len(), routes[NO_ROUTE].responses.len()), (1, 1));
    }
}
