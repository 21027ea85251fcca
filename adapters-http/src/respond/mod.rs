//! Creates responses: problems, replies that can be stored and replayed, headers and timestamps.

pub(crate) mod audit;
mod entity_tag;
mod problem;
pub(crate) mod rate_limit_headers;
mod reply;
pub(crate) mod rfc3339;
pub(crate) mod security_headers;

pub(crate) use entity_tag::entity_tag;
pub(crate) use problem::{Code, Fault, PathSegment, Problem, ProblemBody, Reason, ValidationErrors};
pub(crate) use reply::{MAX_UNCOUNTED_BYTES, Reply, into_response, stored_body};
