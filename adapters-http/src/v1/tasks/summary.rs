//! `GET /tasks/summary`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::{DueDate, TaskService};

use super::overview_bodies::SummaryBody;
use super::owner_etag::EtagKind;
use crate::extract::{ExtractorChain, IfNoneMatch, Query, SignedIn};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, RouteMetadata};

/// Count tasks by status
#[utoipa::path(
    tag = "tasks",
    params(
        ("today" = chrono::NaiveDate, Query, description = "Current date in the user's time zone. Tasks due before this \
         date are overdue", example = "2026-02-28"),
        ("If-None-Match" = String, Header, description = "Return 304 if no task has changed since the response with \
         this `ETag`", example = json!(EtagKind::Summary.example())),
    ),
    responses(
        (status = 200, description = "The number of tasks by status", body = SummaryBody, headers(("ETag" = String,
            description = "Weak entity tag; changes with every change to any task of the user"))),
        (status = 304, description = "No task of the user has changed since the response with the `ETag` in `If-None-Match`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/summary")]
pub(crate) async fn summarize_tasks(
    request: ExtractorChain<(SignedIn, Query, IfNoneMatch)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, mut query, if_none_match)) = request;
    let owner = user.user_id();
    let today = query.required("today", DueDate::parse);
    let today = query.finish(today)?;
    if let Some(unchanged) = EtagKind::Summary.not_modified(&if_none_match, owner, &tasks).await? {
        return Ok(unchanged);
    }
    let summary = tasks.summarize(owner, today).await?;
    let etag = EtagKind::Summary.etag(owner, summary.seq);
    Ok(HttpResponse::Ok().insert_header(etag).json(SummaryBody::from(summary)))
}

impl ApiOperation for summarize_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}
