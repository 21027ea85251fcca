//! The middleware of every request, from the outside in: [`body_guard`], [`shed`], [`response`], [`cors`], [`head`],
//! [`deadline`], [`slow_body`], [`panics`], [`normalize`], [`query_check`], then the routes. [`stack`] assembles it.

mod aborted;
mod absolute_url;
mod body_guard;
mod cors;
mod deadline;
mod head;
mod normalize;
mod panics;
mod query_check;
mod request_id;
mod request_log;
mod request_metrics;
mod request_span;
mod response;
mod shed;
mod slow_body;
mod stack;

pub use request_log::REQUEST_LINE;
pub(crate) use request_metrics::RequestMetrics;
pub(crate) use stack::wrap;
