//! `GET /api/{user_id}/tasks`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{Task, TaskQuery, TaskService};

use super::bodies::TodoBody;
use crate::extract::{InOrder, Owner, Query};
use crate::respond::Problem;
use crate::routing::{ApiOperation, PathParameter, RouteFacts};
use crate::unsent::RequestBudget;
use crate::v1::tasks::task_list::Listing;

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
    request: InOrder<(Owner, RequestBudget)>,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((Owner(owner), budget)) = request;
    let page = query.page(None);
    let page = query.finish(page)?;
    let listing = Listing { tasks: TaskService::clone(&tasks), owner, write, budget };
    let begun = listing.begin_whole(&TaskQuery::unfiltered(page)).await?;
    Ok(listing.finish(HttpResponse::Ok(), begun))
}

impl ApiOperation for todo_list {
    const FACTS: RouteFacts = RouteFacts::TODO.with_path(&[PathParameter::User]);
}

fn write(task: &Task, bytes: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(bytes, &TodoBody::from(task))
}
