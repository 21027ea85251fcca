//! `POST /api/{user_id}/tasks`

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::TaskService;

use super::bodies::{NewTodoBody, TodoBody};
use crate::input::Json;
use crate::problem::Problem;
use crate::signed_in::Owner;

/// Create a todo
#[utoipa::path(
    tag = "todo",
    params(("user_id" = i64, Path, description = "The user who is signed in", example = 1)),
    request_body = NewTodoBody,
    responses(
        (status = 201, description = "The task was created", body = TodoBody<'static>),
        (status = 403, description = "`not-authorized`: another user's id"),
        (status = 409, description = "`task-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/api/{user_id}/tasks")]
pub(crate) async fn todo_create(
    Owner(owner): Owner,
    Json(new): Json<NewTodoBody>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let task = tasks.create(owner, &new).await?;
    Ok(HttpResponse::Created().json(TodoBody::from(&task)))
}
