//! `POST /api/{user_id}/tasks`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::{Task, TaskService};

use super::bodies::{NewTodoBody, TodoBody};
use crate::extract::{ExtractorChain, KeyedJson, Owner};
use crate::respond::{Problem, Reply, into_response};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};

/// Create a todo
#[utoipa::path(
    tag = "todo",
    request_body = NewTodoBody,
    responses(
        (status = 201, description = "The task was created", body = TodoBody<'static>, headers(("ETag" = String,
            description = "Version of the task"))),
        (status = 409, description = "`task-quota-exceeded`; `storage-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/api/{user_id}/tasks")]
pub(crate) async fn todo_create(
    request: ExtractorChain<(Owner, KeyedJson<NewTodoBody>)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((Owner(owner), KeyedJson(new, key))) = request;
    let reply = |task: &Task| Reply::json(StatusCode::CREATED, &TodoBody::from(task)).with_etag(task.version);
    into_response(tasks.create(owner, &new, key.for_task(reply)).await?, reply)
}

impl ApiOperation for todo_create {
    const METADATA: RouteMetadata =
        RouteMetadata::TODO.with_path(&[PathParameter::User]).with_idempotency_key();
}
