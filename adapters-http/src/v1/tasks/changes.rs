//! `GET /tasks/changes`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::page::Page;
use tasklane_core::task::{ReadLimit, TaskService};

use super::sync_bodies::ChangesBody;
use crate::input::{InOrder, Query};
use crate::problem::Problem;
use crate::signed_in::SignedIn;

const DEFAULT_LIMIT: i64 = 100;

/// List changes
///
/// What a client needs that keeps a copy of the tasks: it begins with `since=0`, applies what it gets in that order, and asks
/// again with the `next` of the answer, at once while `has_more` is true. An answer ends at about 1 MiB of text, also where `limit`
/// allows for more.
#[utoipa::path(
    tag = "tasks",
    params(
        ("since" = Option<i64>, Query, minimum = 0, description = "The `next` of the last answer; 0, the default, \
         begins with everything there is", example = 0),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "How many at most; 100 by default",
         example = 100),
    ),
    responses(
        (status = 200, description = "The next changes", body = ChangesBody<'static>),
        (status = 410, description = "`sync-cursor-expired`: begin again with `since=0`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/changes")]
pub(crate) async fn list_changes(
    request: InOrder<(SignedIn, Query)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, mut query)) = request;
    let since = query.integer("since", 0, i64::MAX).unwrap_or(0);
    let limit = query.integer("limit", 1, Page::MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
    let limit = query.finish(u32::try_from(limit).ok())?;
    let changes = tasks.changes(who.user_id(), since, ReadLimit::of_rows(limit)).await?;
    Ok(HttpResponse::Ok().json(ChangesBody::from(&changes)))
}
