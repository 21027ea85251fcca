//! `GET /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::TaskService;

use super::bodies::TodoBody;
use crate::extract::{ExtractorChain, IfNoneMatch, OwnTask};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Get a todo
#[utoipa::path(
    tag = "todo",
    responses(
        (status = 200, description = "The task", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 304, description = "The task is still at the version in `If-None-Match`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/api/{user_id}/tasks/{task_id}")]
pub(crate) async fn todo_read(
    request: ExtractorChain<(OwnTask, IfNoneMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((task, if_none_match)) = request;
    let task = tasks.find(task.owner, task.id()?).await?.ok_or_else(Problem::task_not_found)?;
    Ok(if_none_match.respond(task.version, &TodoBody::from(&task)))
}

impl ApiOperation for todo_read {
    const METADATA: RouteMetadata =
        RouteMetadata::TODO.with_path(&[PathParameter::User, PathParameter::TodoTask]);
}
