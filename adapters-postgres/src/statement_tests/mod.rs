//! Tests of all statements that the stores run.

mod mail_statements;
mod prepared_once;
mod query_plans;
