//! Tests of all statements that the stores run.

mod prepared_once;
mod query_plans;
