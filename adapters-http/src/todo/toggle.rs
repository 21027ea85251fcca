//! `PATCH /api/{user_id}/tasks/{task_id}/complete`

use actix_web::web::Data;
use actix_web::{HttpResponse, patch};
use tasklane_core::task::TaskService;

use super::bodies::TodoBody;
use crate::input::IfMatch;
use crate::problem::Problem;
use crate::signed_in::OwnTask;

/// Toggle a todo
///
/// Completes the task, or reopens a completed one. Two toggles at once count as two.
#[utoipa::path(
    tag = "todo",
    params(
        ("user_id" = i64, Path, description = "The user who is signed in", example = 1),
        ("task_id" = i64, Path, description = "The task", example = 7),
        ("If-Match" = Option<String>, Header, description = "Only toggle this version", example = "*"),
    ),
    responses(
        (status = 200, description = "The task as it is now", body = TodoBody<'static>),
        (status = 400, description = "`bad-request`: an entity tag is malformed"),
        (status = 403, description = "`not-authorized`: another user's id"),
        (status = 404, description = "`task-not-found`"),
        (status = 409, description = "`transition-not-allowed`, with `from`, `to` and `allowed`"),
        (status = 412, description = "`precondition-failed`, with `current_version`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[patch("/api/{user_id}/tasks/{task_id}/complete")]
pub(crate) async fn todo_toggle(
    task: OwnTask,
    IfMatch(expected): IfMatch,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let task = tasks.toggle(task.owner, task.id()?, &expected).await?;
    Ok(HttpResponse::Ok().json(TodoBody::from(&task)))
}
