//! `GET /tasks`

use actix_web::http::header::{self, HeaderName};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use tasklane_core::task::{Task, TaskService};

use super::bodies::{PriorityBody, StatusBody, TaskBody};
use super::list_query::ListQuery;
use super::owner_etag::EtagKind;
use super::task_list::ListWriter;
use crate::extract::{ExtractorChain, IfNoneMatch, Query, SignedIn};
use crate::respond::Problem;
use crate::response_memory::ResponseBudget;
use crate::route_table::{ApiOperation, RouteMetadata};

const X_NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");
const X_TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// List tasks
///
/// Tasks are sorted by creation time, newest first, unless `sort` is set. Tasks that are equal under `sort` are ordered
/// by ID in the same direction.
///
/// To read all tasks, follow the `Link` header until it is absent. Without `skip`, a task that exists and does not change
/// during the listing appears exactly once, even if other tasks are created, changed or deleted meanwhile. A page
/// contains at most about 1 MiB of text, so a page that is not the last can contain fewer than `limit` tasks. This size
/// limit does not apply if `skip` is set.
#[utoipa::path(
    tag = "tasks",
    params(
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "Maximum number of tasks; 20 by default",
         example = 20),
        ("cursor" = Option<String>, Query, description = "Start of the page: `X-Next-Cursor` of the previous page. Use it \
         with the same `sort` and filters, and without `skip`"),
        ("skip" = Option<i64>, Query, minimum = 0, description = "Number of tasks to skip. Cannot be used with `cursor`",
         example = 0),
        ("sort" = Option<String>, Query, description = "Sort key: ascending, or descending with a leading `-`. Tasks \
         without a due date come last in both directions", example = "-created_at",
         pattern = "^-?(created_at|updated_at|title|status|due_date|priority)$"),
        ("status" = Option<Vec<StatusBody>>, Query, description = "Tasks with any of these statuses. Repeatable", style = Form,
         explode),
        ("is_completed" = Option<bool>, Query, description = "`true`: only completed tasks; `false`: only open tasks"),
        ("priority" = Option<Vec<PriorityBody>>, Query, description = "Tasks with any of these priorities. Repeatable",
         style = Form, explode),
        ("tag" = Option<Vec<String>>, Query, description = "Tasks with all of these tags, matched exactly. Repeatable",
         style = Form, explode, max_items = 20),
        ("q" = Option<String>, Query, min_length = 1, max_length = 100, example = "milk",
         description = "Tasks whose title or description contains this text, regardless of case"),
        ("due_before" = Option<chrono::NaiveDate>, Query, description = "Tasks due before this date"),
        ("due_after" = Option<chrono::NaiveDate>, Query, description = "Tasks due after this date"),
        ("include_total" = Option<bool>, Query, description = "Return the total number of matching tasks in \
         `X-Total-Count`"),
        ("If-None-Match" = String, Header, description = "Return 304 if no task has changed since the response with \
         this `ETag`", example = json!(EtagKind::List.example())),
    ),
    responses(
        (status = 200, description = "A page of tasks", body = [TaskBody<'static>], headers(
            ("Link" = String, description = "Next page, with `rel=\"next\"` (RFC 8288): an absolute URL if the server knows its \
             public address, otherwise a path. Absent on the last page"),
            ("X-Next-Cursor" = String, description = "`cursor` of the next page. Absent on the last page and if `skip` is \
             set"),
            ("X-Total-Count" = i64, description = "Only with `include_total`: number of matching tasks"),
            ("ETag" = String, description = "Weak entity tag; changes with every change to any task of the user"),
        )),
        (status = 304, description = "No task of the user has changed since the response with the `ETag` in `If-None-Match`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks")]
pub(crate) async fn list_tasks(
    request: ExtractorChain<(SignedIn, Query, IfNoneMatch)>,
    req: HttpRequest,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, query, if_none_match)) = request;
    let owner = user.user_id();
    let query = ListQuery::read(query, owner)?;
    if let Some(unchanged) = EtagKind::List.not_modified(&if_none_match, owner, &tasks).await? {
        return Ok(unchanged);
    }
    // A 304 response needs no memory.
    let memory = ResponseBudget::for_request(&req)?;
    let writer = ListWriter { tasks: TaskService::clone(&tasks), owner, write, memory };
    let started = if query.uses_cursor() {
        writer.begin_page(&query.tasks).await?
    } else {
        writer.begin_complete(&query.tasks).await?
    };
    let mut response = HttpResponse::Ok();
    response.insert_header(EtagKind::List.etag(owner, started.seq));
    let has_more = writer.has_more_after(&query.tasks, &started).await?;
    if let Some(last) = started.last.as_ref().filter(|_| has_more) {
        let next = query.after(last);
        response.insert_header((header::LINK, next.link(&req)));
        if let Some(cursor) = next.cursor {
            response.insert_header((X_NEXT_CURSOR, cursor));
        }
    }
    if query.include_total {
        // Count after reading the list. A count that is older than the list would be wrong, and later 304 responses
        // would confirm the wrong count. A count that is newer than the list is harmless: the tasks have changed, so
        // the next request gets a new entity tag and a new count.
        response.insert_header((X_TOTAL_COUNT, tasks.count(owner, &query.tasks.filter).await?));
    }
    Ok(writer.finish(response, started))
}

impl ApiOperation for list_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}

fn write(task: &Task, bytes: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(bytes, &TaskBody::from(task))
}
