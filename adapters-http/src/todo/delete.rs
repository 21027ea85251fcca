//! `DELETE /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::extract::{ExtractorChain, IfMatch, OwnTask};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Delete a todo
#[utoipa::path(
    tag = "todo",
    responses(
        (status = 204, description = "The task was deleted"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_delete(
    request: ExtractorChain<(OwnTask, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((task, IfMatch(expected))) = request;
    tasks.delete(task.owner, task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for todo_delete {
    const METADATA: RouteMetadata =
        RouteMetadata::TODO.with_path(&[PathParameter::User, PathParameter::TodoTask]);
}
