//! `GET /tasks`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use tasklane_core::task::{Status, TaskFilter, TaskService};

use super::bodies::{StatusBody, TaskBody};
use crate::input::Query;
use crate::problem::Problem;
use crate::signed_in::SignedIn;

const DEFAULT_LIMIT: i64 = 20;

/// List tasks
///
/// Newest first: by `created_at`, then by `id`, both descending.
#[utoipa::path(
    tag = "tasks",
    params(
        ("skip" = Option<i64>, Query, minimum = 0, description = "How many to leave out", example = 0),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "How many at most; 20 by default",
         example = 20),
        ("status" = Option<Vec<StatusBody>>, Query, description = "Repeatable: any of these statuses", style = Form,
         explode),
        ("is_completed" = Option<bool>, Query, description = "Only completed tasks, or only others"),
    ),
    responses((status = 200, description = "The tasks", body = [TaskBody<'static>], headers(
        ("Link" = String, description = "`rel=\"next\"` while there is more (RFC 8288)"),
    ))),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks")]
pub(crate) async fn list_tasks(
    who: SignedIn,
    mut query: Query,
    req: HttpRequest,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let statuses = query.each("status", Status::parse);
    let filter = TaskFilter { statuses, is_completed: query.boolean("is_completed") };
    let page = query.page(Some(DEFAULT_LIMIT));
    let page = query.finish(page)?;
    let found = tasks.list(who.user_id(), &filter, page).await?;
    let mut answer = HttpResponse::Ok();
    if found.has_more {
        let next = query.with_skip(page.skip().saturating_add(page.limit().unwrap_or(DEFAULT_LIMIT)));
        answer.insert_header((header::LINK, format!("<{}?{next}>; rel=\"next\"", req.path())));
    }
    Ok(answer.json(found.tasks.iter().map(TaskBody::from).collect::<Vec<_>>()))
}
