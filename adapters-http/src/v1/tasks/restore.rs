//! `POST /tasks/{id}/restore`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::{Task, TaskService};

use super::bodies::TaskBody;
use crate::extract::{ExtractorChain, RequestKey, SignedIn, TaskRef};
use crate::respond::{Problem, Reply, into_response};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Restore a deleted task
///
/// Restores a task that was deleted at most 30 days ago.
#[utoipa::path(
    tag = "tasks",
    responses(
        (status = 200, description = "The restored task", body = TaskBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 404, description = "`task-not-found`: the user has no task with this ID, or the deleted task was purged"),
        (status = 409, description = "`not-deleted`; `task-quota-exceeded`; `storage-quota-exceeded`"),
        (status = 410, description = "`restore-window-expired`: the task was deleted more than 30 days ago"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks/{id}/restore")]
pub(crate) async fn restore_task(
    request: ExtractorChain<(SignedIn, TaskRef, RequestKey)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, task, key)) = request;
    let reply = |task: &Task| Reply::json(StatusCode::OK, &TaskBody::from(task)).with_etag(task.version);
    let restored = tasks.restore(user.user_id(), task.id()?, key.for_task(reply)).await?;
    into_response(restored, reply)
}

impl ApiOperation for restore_task {
    const METADATA: RouteMetadata =
        RouteMetadata::V1.with_path(&[PathParameter::Task]).with_idempotency_key();
}
