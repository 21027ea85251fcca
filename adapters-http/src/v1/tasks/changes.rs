//! `GET /tasks/changes`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{Page, ReadLimit, TaskService};

use super::sync_bodies::ChangesBody;
use crate::extract::{InOrder, Query, SignedIn};
use crate::respond::Problem;
use crate::routing::{ApiOperation, RouteFacts};
use crate::unsent::{PartError, RequestBudget};

const DEFAULT_LIMIT: i64 = 100;
/// With what stands around the text.
const RESERVED: usize = ReadLimit::PAGE_BYTES + 256 * 1024;

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
    request: InOrder<(SignedIn, Query, RequestBudget)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, mut query, budget)) = request;
    let since = query.integer("since", 0, i64::MAX).unwrap_or(0);
    let limit = query.integer("limit", 1, Page::MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
    let limit = query.finish(u32::try_from(limit).ok())?;
    let limit = ReadLimit::of_rows(limit);
    let read = async || {
        let changes = tasks.changes(who.user_id(), since, limit).await?;
        Ok(((), serde_json::to_vec(&ChangesBody::from(&changes)).map_err(PartError::writing)?))
    };
    let ((), body, reservation) = budget.counted(!limit.can_be_cut_by_bytes(), RESERVED, read).await?;
    Ok(budget.whole(HttpResponse::Ok().content_type(mime::APPLICATION_JSON).body(body), reservation))
}

impl ApiOperation for list_changes {
    const FACTS: RouteFacts = RouteFacts::V1;
}
