//! `GET /api/{user_id}/tasks`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{TaskQuery, TaskService};

use super::bodies::TodoBody;
use crate::input::Query;
use crate::problem::Problem;
use crate::signed_in::Owner;

/// List todos
///
/// All of them, newest first, or a part.
#[utoipa::path(
    tag = "todo",
    params(
        ("skip" = Option<i64>, Query, minimum = 0, description = "How many to leave out", example = 0),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "How many at most; all by default",
         example = 100),
    ),
    responses(
        (status = 200, description = "The tasks", body = [TodoBody<'static>]),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/api/{user_id}/tasks")]
pub(crate) async fn todo_list(
    Owner(owner): Owner,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let page = query.page(None);
    let page = query.finish(page)?;
    let found = tasks.list_whole(owner, &TaskQuery::of(page)).await?;
    Ok(HttpResponse::Ok().json(found.tasks.iter().map(TodoBody::from).collect::<Vec<_>>()))
}
