//! `PUT /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, put};
use tasklane_core::task::TaskService;

use super::bodies::{TodoBody, TodoPatchBody};
use crate::input::{IfMatch, Json};
use crate::problem::Problem;
use crate::signed_in::OwnTask;

/// Change a todo
///
/// Changes what the body names and leaves the rest.
#[utoipa::path(
    tag = "todo",
    params(
        ("user_id" = i64, Path, description = "The user who is signed in", example = 1),
        ("task_id" = i64, Path, description = "The task", example = 7),
        ("If-Match" = Option<String>, Header, description = "Only change this version", example = "*"),
    ),
    request_body = TodoPatchBody,
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
#[put("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_edit(
    task: OwnTask,
    Json(patch): Json<TodoPatchBody>,
    IfMatch(expected): IfMatch,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let task = tasks.edit(task.owner, task.id()?, &patch, &expected).await?;
    Ok(HttpResponse::Ok().json(TodoBody::from(&task)))
}
