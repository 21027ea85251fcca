//! `DELETE /tasks/{id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::extract::{IfMatch, InOrder, SignedIn, TaskRef};
use crate::respond::Problem;
use crate::routing::{ApiOperation, PathParameter, RouteFacts};

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
    request: InOrder<(SignedIn, TaskRef, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((user, task, IfMatch(expected))) = request;
    tasks.delete(user.user_id(), task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for delete_task {
    const FACTS: RouteFacts = RouteFacts::V1.with_path(&[PathParameter::Task]);
}
