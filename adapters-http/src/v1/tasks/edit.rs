//! `PATCH /tasks/{id}` and `PUT /tasks/{id}`. Both methods update only the members in the body, because published
//! clients use either method for partial updates.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, route};
use tasklane_core::task::TaskService;

use super::bodies::{TaskBody, TaskPatchBody};
use crate::extract::{ExtractorChain, IfMatch, Json, SignedIn, TaskRef};
use crate::respond::{Problem, entity_tag};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Update a task
///
/// Updates the members that the body contains. Absent members remain unchanged.
#[utoipa::path(
    method(patch, put),
    path = "/tasks/{id}",
    tag = "tasks",
    request_body(content(
        (TaskPatchBody = "application/json"),
        (TaskPatchBody = "application/merge-patch+json"),
    )),
    responses(
        (status = 200, description = "The updated task", body = TaskBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 409, description = "`transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded`"),
        (status = 422, description = "`validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `conflicting-status`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[route("/tasks/{id}", method = "PATCH", method = "PUT")]
pub(crate) async fn edit_task(
    request: ExtractorChain<(SignedIn, TaskRef, Json<TaskPatchBody>, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, task, Json(patch), IfMatch(expected))) = request;
    let task = tasks.edit(user.user_id(), task.id()?, &patch, &expected).await?;
    let etag = (header::ETAG, entity_tag(task.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(TaskBody::from(&task)))
}

impl ApiOperation for edit_task {
    const METADATA: RouteMetadata =
        RouteMetadata::V1.with_path(&[PathParameter::Task]).with_put_id("put_task");
}
