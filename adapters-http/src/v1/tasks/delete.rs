//! `DELETE /tasks/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::extract::{ExtractorChain, IfMatch, SignedIn, TaskRef};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Delete a task
#[utoipa::path(
    tag = "tasks",
    responses(
        (status = 204, description = "The task was deleted"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/tasks/{id}")]
pub(crate) async fn delete_task(
    request: ExtractorChain<(SignedIn, TaskRef, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, task, IfMatch(expected))) = request;
    tasks.delete(user.user_id(), task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for delete_task {
    const METADATA: RouteMetadata = RouteMetadata::V1.with_path(&[PathParameter::Task]);
}
