//! `GET /tasks/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::TaskService;

use super::bodies::TaskBody;
use crate::extract::{ExtractorChain, IfNoneMatch, SignedIn, TaskRef};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Get a task
#[utoipa::path(
    tag = "tasks",
    responses(
        (status = 200, description = "The task", body = TaskBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 304, description = "The task is still at the version in `If-None-Match`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/{id}")]
pub(crate) async fn read_task(
    request: ExtractorChain<(SignedIn, TaskRef, IfNoneMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, task, if_none_match)) = request;
    let task = tasks.find(user.user_id(), task.id()?).await?.ok_or_else(Problem::task_not_found)?;
    Ok(if_none_match.respond(task.version, &TaskBody::from(&task)))
}

impl ApiOperation for read_task {
    const METADATA: RouteMetadata = RouteMetadata::V1.with_path(&[PathParameter::Task]);
}
