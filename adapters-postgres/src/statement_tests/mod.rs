//! What holds for every statement that the stores run.

mod prepared_once;
mod query_plans;
