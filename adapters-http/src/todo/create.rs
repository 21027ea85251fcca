//! `POST /api/{user_id}/tasks`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::TaskService;

use super::bodies::{NewTodoBody, TodoBody};
use crate::input::{InOrder, Json, entity_tag};
use crate::problem::Problem;
use crate::signed_in::Owner;

/// Create a todo
#[utoipa::path(
    tag = "todo",
    request_body = NewTodoBody,
    responses(
        (status = 201, description = "The task was created", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Its version"))),
        (status = 409, description = "`task-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/api/{user_id}/tasks")]
pub(crate) async fn todo_create(
    request: InOrder<(Owner, Json<NewTodoBody>)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((Owner(owner), Json(new))) = request;
    let task = tasks.create(owner, &new).await?;
    let etag = (header::ETAG, entity_tag(task.version));
    Ok(HttpResponse::Created().insert_header(etag).json(TodoBody::from(&task)))
}
