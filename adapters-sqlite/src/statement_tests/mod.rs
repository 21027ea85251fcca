//! Tests of all statements that the stores run.

mod every_mail_method;
mod every_method;
mod prepared_once;
mod query_plans;
mod recorder;

pub(crate) use query_plans::query_plan;
