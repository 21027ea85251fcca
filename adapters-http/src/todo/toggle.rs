//! `PATCH /api/{user_id}/tasks/{task_id}/complete`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, patch};
use tasklane_core::task::{Task, TaskService};

use super::bodies::TodoBody;
use crate::extract::{ExtractorChain, IfMatch, OwnTask, RequestKey};
use crate::respond::{Problem, Reply, into_response};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Toggle a todo
///
/// Completes an open task or reopens a completed task. Each request toggles the task, so two concurrent requests
/// cancel each other out, unless they have the same `Idempotency-Key`.
#[utoipa::path(
    tag = "todo",
    responses(
        (status = 200, description = "The updated task", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 409, description = "`transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded`: only if the request has an idempotency key"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[patch("/api/{user_id}/tasks/{task_id}/complete")]
pub(crate) async fn todo_toggle(
    request: ExtractorChain<(OwnTask, RequestKey, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((task, key, IfMatch(expected))) = request;
    let reply = |task: &Task| Reply::json(StatusCode::OK, &TodoBody::from(task)).with_etag(task.version);
    let toggled = tasks.toggle(task.owner, task.id()?, &expected, key.for_task(reply)).await?;
    into_response(toggled, reply)
}

impl ApiOperation for todo_toggle {
    const METADATA: RouteMetadata =
        RouteMetadata::TODO.with_path(&[PathParameter::User, PathParameter::TodoTask]).with_idempotency_key();
}
