//! Problems: error responses of one shape for the whole API (RFC 9457).

mod body;
mod code;
mod fault;
mod from_core;
mod from_limits;
mod from_links;
mod from_tasks;
mod problem;
mod validation_errors;

pub(crate) use body::ProblemBody;
pub(crate) use code::Code;
pub(crate) use fault::{Fault, PathSegment, Reason};
pub(crate) use problem::Problem;
pub(crate) use validation_errors::ValidationErrors;
