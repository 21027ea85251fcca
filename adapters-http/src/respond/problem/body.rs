//! A problem as JSON.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::fault::Fault;
use super::problem::Problem;

/// What went wrong, as RFC 9457 shapes it. A kind of problem may have more members: its page says which.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// The page that documents this kind of problem.
    #[schema(example = "/problems/validation-failed")]
    r#type: String,
    #[schema(example = "Validation failed")]
    title: &'static str,
    /// The HTTP status again.
    #[schema(example = 422)]
    status: u16,
    /// One sentence that can be shown to a person.
    #[schema(example = "title: must not be blank")]
    detail: &'a str,
    /// The kind of problem, for programs.
    #[schema(example = "validation-failed")]
    code: &'static str,
    /// By this the request is found in the log.
    #[schema(example = "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55")]
    request_id: &'a str,
    /// The first 100 faults of the request, for problems of validation; of a batch also the operation that was refused.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
    #[serde(flatten)]
    #[schema(ignore)]
    members: &'a Map<String, Value>,
}

/// The members that only some kinds of problem have, for the description alone.
#[derive(ToSchema)]
#[expect(dead_code, reason = "each kind of problem brings its own members")]
pub(crate) struct ProblemMembers {
    /// With `precondition-failed`: the version of the task as it is now.
    #[schema(value_type = i64, required = false)]
    current_version: i64,
    /// With `transition-not-allowed`: the status of the task.
    #[schema(required = false)]
    from: String,
    /// With `transition-not-allowed`: the status that was asked for.
    #[schema(required = false)]
    to: String,
    /// With `transition-not-allowed`: the statuses that the task can go to.
    #[schema(required = false)]
    allowed: Vec<String>,
}

impl<'a> ProblemBody<'a> {
    /// The common members, and those that only some kinds have.
    pub(crate) fn described() -> RefOr<Schema> {
        let mut schema = Self::schema();
        if let (RefOr::T(Schema::Object(common)), RefOr::T(Schema::Object(others))) =
            (&mut schema, ProblemMembers::schema())
        {
            common.properties.extend(others.properties);
        }
        schema
    }

    pub(crate) fn new(problem: &'a Problem, request_id: &'a str, base_path: &str) -> Self {
        Self {
            r#type: format!("{base_path}/problems/{}", problem.code.as_str()),
            title: problem.code.title(),
            status: problem.code.status().as_u16(),
            detail: &problem.detail,
            code: problem.code.as_str(),
            request_id,
            errors: &problem.errors,
            members: &problem.members,
        }
    }
}
