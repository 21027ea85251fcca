//! `PUT /api/{user_id}/tasks/{task_id}`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, put};
use tasklane_core::task::TaskService;

use super::bodies::{TodoBody, TodoPatchBody};
use crate::extract::{ExtractorChain, IfMatch, Json, OwnTask};
use crate::respond::{Problem, entity_tag};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Update a todo
///
/// Updates the members that the body contains. Absent members remain unchanged.
#[utoipa::path(
    tag = "todo",
    request_body = TodoPatchBody,
    responses(
        (status = 200, description = "The updated task", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 409, description = "`transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[put("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_edit(
    request: ExtractorChain<(OwnTask, Json<TodoPatchBody>, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((task, Json(patch), IfMatch(expected))) = request;
    let task = tasks.edit(task.owner, task.id()?, &patch, &expected).await?;
    let etag = (header::ETAG, entity_tag(task.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(TodoBody::from(&task)))
}

impl ApiOperation for todo_edit {
    const METADATA: RouteMetadata =
        RouteMetadata::TODO.with_path(&[PathParameter::User, PathParameter::TodoTask]);
}
