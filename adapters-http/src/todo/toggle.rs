//! `PATCH /api/{user_id}/tasks/{task_id}/complete`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, patch};
use tasklane_core::task::TaskService;

use super::bodies::TodoBody;
use crate::input::{IfMatch, InOrder, entity_tag};
use crate::problem::Problem;
use crate::signed_in::OwnTask;

/// Toggle a todo
///
/// Completes the task, or reopens a completed one. Two toggles at once count as two.
#[utoipa::path(
    tag = "todo",
    responses(
        (status = 200, description = "The task as it is now", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Its version"))),
        (status = 409, description = "`transition-not-allowed`, with `from`, `to` and `allowed`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[patch("/api/{user_id}/tasks/{task_id}/complete")]
pub(crate) async fn todo_toggle(
    request: InOrder<(OwnTask, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((task, IfMatch(expected))) = request;
    let task = tasks.toggle(task.owner, task.id()?, &expected).await?;
    let etag = (header::ETAG, entity_tag(task.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(TodoBody::from(&task)))
}
