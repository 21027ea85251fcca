//! `GET /api/{user_id}/tasks`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{Task, TaskQuery, TaskService};

use super::bodies::TodoBody;
use crate::extract::{ExtractorChain, Owner, Query};
use crate::respond::Problem;
use crate::response_memory::ResponseBudget;
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};
use crate::v1::tasks::task_list::ListWriter;

/// List todos
///
/// Lists the tasks of the user, newest first. Without parameters, all tasks are returned.
#[utoipa::path(
    tag = "todo",
    params(
        ("skip" = Option<i64>, Query, minimum = 0, description = "Number of tasks to skip", example = 0),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "Maximum number of tasks; all by default",
         example = 100),
    ),
    responses(
        (status = 200, description = "The tasks", body = [TodoBody<'static>]),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/api/{user_id}/tasks")]
pub(crate) async fn todo_list(
    request: ExtractorChain<(Owner, ResponseBudget)>,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((Owner(owner), memory)) = request;
    let page = query.page(None);
    let page = query.finish(page)?;
    let writer = ListWriter { tasks: TaskService::clone(&tasks), owner, write, memory };
    let started = writer.begin_complete(&TaskQuery::unfiltered(page)).await?;
    Ok(writer.finish(HttpResponse::Ok(), started))
}

impl ApiOperation for todo_list {
    const METADATA: RouteMetadata = RouteMetadata::TODO.with_path(&[PathParameter::User]);
}

fn write(task: &Task, bytes: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(bytes, &TodoBody::from(task))
}
