//! `DELETE /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::input::IfMatch;
use crate::problem::Problem;
use crate::signed_in::OwnTask;

/// Delete a todo
#[utoipa::path(
    tag = "todo",
    params(
        ("user_id" = i64, Path, description = "The user who is signed in", example = 1),
        ("task_id" = i64, Path, description = "The task", example = 7),
        ("If-Match" = Option<String>, Header, description = "Only delete this version", example = "*"),
    ),
    responses(
        (status = 204, description = "The task was deleted"),
        (status = 400, description = "`bad-request`: an entity tag is malformed"),
        (status = 403, description = "`not-authorized`: another user's id"),
        (status = 404, description = "`task-not-found`"),
        (status = 412, description = "`precondition-failed`, with `current_version`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_delete(
    task: OwnTask,
    IfMatch(expected): IfMatch,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    tasks.delete(task.owner, task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}
