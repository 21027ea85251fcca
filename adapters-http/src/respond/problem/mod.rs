//! What went wrong, in one shape everywhere (RFC 9457).

mod body;
mod code;
mod fault;
mod from_core;
mod from_tasks;
mod problem;

pub(crate) use body::ProblemBody;
pub(crate) use code::Code;
pub(crate) use fault::{Fault, Faults, Place, Reason};
pub(crate) use problem::Problem;
