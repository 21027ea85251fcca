//! What holds for every statement that the stores run.

mod every_method;
mod kept;
mod plans;
mod watched;

pub(crate) use plans::query_plan;
