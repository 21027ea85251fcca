//! A problem as JSON.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::fault::Fault;
use super::problem::Problem;

/// An error response (RFC 9457). Some kinds of problems have additional members.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// Path of the page that documents this kind of problem.
    #[schema(example = "/problems/validation-failed")]
    r#type: String,
    #[schema(example = "Validation failed")]
    title: &'static str,
    /// HTTP status code, the same as in the status line.
    #[schema(example = 422)]
    status: u16,
    /// A sentence that can be shown to a user.
    #[schema(example = "title: must not be blank")]
    detail: &'a str,
    /// Machine-readable code of the problem.
    #[schema(example = "validation-failed")]
    code: &'static str,
    /// ID of the request, the same as in `X-Request-ID`. The server log contains it.
    #[schema(example = "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55")]
    request_id: &'a str,
    /// At most 100 validation errors of the request. For a failed batch, `loc` contains the index of the failed operation.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
    #[serde(flatten)]
    #[schema(ignore)]
    members: &'a Map<String, Value>,
}

/// The members that only some kinds of problems have. Used only for the OpenAPI document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "problems store these members in a map")]
pub(crate) struct ProblemMembers {
    /// Only with `precondition-failed`: the current version of the task.
    #[schema(value_type = i64, required = false)]
    current_version: i64,
    /// Only with `transition-not-allowed`: the current status of the task.
    #[schema(required = false)]
    from: String,
    /// Only with `transition-not-allowed`: the requested status.
    #[schema(required = false)]
    to: String,
    /// Only with `transition-not-allowed`: the statuses that the task can change to.
    #[schema(required = false)]
    allowed: Vec<String>,
}

impl<'a> ProblemBody<'a> {
    /// Returns the schema of the common members together with the members that only some kinds of problems have.
    pub(crate) fn full_schema() -> RefOr<Schema> {
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
