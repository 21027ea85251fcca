//! `DELETE /api/{user_id}/tasks/{task_id}`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete};
use tasklane_core::task::TaskService;

use crate::extract::{IfMatch, InOrder, OwnTask};
use crate::respond::Problem;
use crate::routing::{ApiOperation, PathParameter, RouteFacts};

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
    request: InOrder<(OwnTask, IfMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((task, IfMatch(expected))) = request;
    tasks.delete(task.owner, task.id()?, &expected).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for todo_delete {
    const FACTS: RouteFacts = RouteFacts::TODO.with_path(&[PathParameter::User, PathParameter::TodoTask]);
}
