//! `GET /tasks/changes`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{Page, ReadLimit, TaskService};

use super::sync_bodies::ChangesBody;
use crate::extract::{ExtractorChain, Query, SignedIn};
use crate::respond::Problem;
use crate::response_memory::{PartError, ResponseBudget};
use crate::route_table::{ApiOperation, RouteMetadata};

const DEFAULT_LIMIT: i64 = 100;
/// Memory to reserve for a page, including the JSON around the text.
const RESERVED_BYTES: usize = ReadLimit::PAGE_BYTES + 256 * 1024;

/// List task changes
///
/// Returns the changes that a client needs to update its copy of the tasks. Start with `since=0`, and apply the changes
/// in order. Then repeat the request with `since` set to `next` of the response, without a pause while `has_more` is
/// true. A response contains at most about 1 MiB of text, so it can contain fewer than `limit` changes.
#[utoipa::path(
    tag = "tasks",
    params(
        ("since" = Option<i64>, Query, minimum = 0, description = "`next` of the previous response. The default, 0, \
         starts from the beginning", example = 0),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "Maximum number of changes; 100 by default",
         example = 100),
    ),
    responses(
        (status = 200, description = "The changes after `since`", body = ChangesBody<'static>),
        (status = 410, description = "`sync-cursor-expired`: discard the copy and start again with `since=0`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/changes")]
pub(crate) async fn list_changes(
    request: ExtractorChain<(SignedIn, Query, ResponseBudget)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, mut query, memory)) = request;
    let since = query.integer("since", 0, i64::MAX).unwrap_or(0);
    let limit = query.integer("limit", 1, Page::MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
    let limit = query.finish(u32::try_from(limit).ok())?;
    let limit = ReadLimit::of_rows(limit);
    let read = async || {
        let changes = tasks.changes(user.user_id(), since, limit).await?;
        Ok(((), serde_json::to_vec(&ChangesBody::from(&changes)).map_err(PartError::write_error)?))
    };
    let ((), body, reservation) =
        memory.build_reserved(!limit.may_exceed_bytes(), RESERVED_BYTES, read).await?;
    Ok(memory.send_buffered(HttpResponse::Ok().content_type(mime::APPLICATION_JSON).body(body), reservation))
}

impl ApiOperation for list_changes {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}
