//! `GET /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::TaskService;

use super::bodies::TodoBody;
use crate::problem::Problem;
use crate::signed_in::OwnTask;

/// Read a todo
#[utoipa::path(
    tag = "todo",
    params(
        ("user_id" = i64, Path, description = "The user who is signed in", example = 1),
        ("task_id" = i64, Path, description = "The task", example = 7),
    ),
    responses(
        (status = 200, description = "The task", body = TodoBody<'static>),
        (status = 403, description = "`not-authorized`: another user's id"),
        (status = 404, description = "`task-not-found`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_read(task: OwnTask, tasks: Data<TaskService>) -> Result<HttpResponse, Problem> {
    let task = tasks.find(task.owner, task.id()?).await?.ok_or_else(Problem::task_not_found)?;
    Ok(HttpResponse::Ok().json(TodoBody::from(&task)))
}
