//! `POST /tasks`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::task::{Task, TaskService};

use super::bodies::{NewTaskBody, TaskBody};
use crate::extract::{ExtractorChain, KeyedJson, SignedIn};
use crate::respond::{Problem, Reply, into_response};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Create a task
#[utoipa::path(
    tag = "tasks",
    request_body = NewTaskBody,
    responses(
        (status = 201, description = "The task was created", body = TaskBody<'static>, headers(
            ("Location" = String, description = "URL of the task: absolute if the server knows its public address, otherwise a path"),
            ("ETag" = String, description = "Version of the task"),
        )),
        (status = 409, description = "`task-quota-exceeded`; `storage-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks")]
pub(crate) async fn create_task(
    request: ExtractorChain<(SignedIn, KeyedJson<NewTaskBody>)>,
    req: HttpRequest,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, KeyedJson(new, key))) = request;
    let path = req.path().to_owned();
    let reply = move |task: &Task| {
        let reply = Reply::json(StatusCode::CREATED, &TaskBody::from(task)).with_etag(task.version);
        reply.with_location(&format!("{path}/{}", task.id))
    };
    let created = tasks.create(user.user_id(), &new, key.for_task(reply.clone())).await?;
    into_response(created, reply)
}

impl ApiOperation for create_task {
    const METADATA: RouteMetadata = RouteMetadata::V1.with_idempotency_key();
}
