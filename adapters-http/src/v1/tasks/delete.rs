//! `DELETE /tasks/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::input::{IfMatch, TaskRef};
use crate::problem::Problem;
use crate::signed_in::SignedIn;

/// Delete a task
#[utoipa::path(
    tag = "tasks",
    params(
        ("id" = i64, Path, description = "The task", example = 7),
        ("If-Match" = Option<String>, Header, description = "Only delete this version", example = "*"),
    ),
    responses(
        (status = 204, description = "The task was deleted"),
        (status = 400, description = "`bad-request`: an entity tag is malformed"),
        (status = 404, description = "`task-not-found`"),
        (status = 412, description = "`precondition-failed`, with `current_version`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/tasks/{id}")]
pub(crate) async fn delete_task(
    who: SignedIn,
    task: TaskRef,
    IfMatch(expected): IfMatch,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    tasks.delete(who.user_id(), task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}
