//! `GET /tasks`

use actix_web::http::header::{self, HeaderName};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use tasklane_core::task::{Task, TaskService};

use super::bodies::{PriorityBody, StatusBody, TaskBody};
use super::freshness::Shape;
use super::list_query::ListQuery;
use super::task_list::Listing;
use crate::extract::{IfNoneMatch, InOrder, Query, SignedIn};
use crate::respond::Problem;
use crate::routing::{ApiOperation, RouteFacts};
use crate::unsent::RequestBudget;

const X_NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");
const X_TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// List tasks
///
/// Newest first, if nothing else is asked for; where `sort` leaves two tasks equal, their ids decide, in the same
/// direction. To read all of them, follow `Link` to its end: what is there all the while is shown once, whatever comes and
/// goes. A page ends at about 1 MiB of text, also where `limit` allows for more: go by `Link`, not by the number of tasks. With
/// `skip` it never does.
#[utoipa::path(
    tag = "tasks",
    params(
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 1000, description = "How many at most; 20 by default",
         example = 20),
        ("cursor" = Option<String>, Query, description = "Where the page begins: `X-Next-Cursor` of the page before; \
         only with the same `sort` and filters, and not with `skip`"),
        ("skip" = Option<i64>, Query, minimum = 0, description = "How many to leave out; not with `cursor`",
         example = 0),
        ("sort" = Option<String>, Query, description = "What to sort by; with `-` before it, in the other direction. \
         Tasks without a due date come last either way", example = "-created_at",
         pattern = "^-?(created_at|updated_at|title|status|due_date|priority)$"),
        ("status" = Option<Vec<StatusBody>>, Query, description = "Repeatable: any of these statuses", style = Form,
         explode),
        ("is_completed" = Option<bool>, Query, description = "Only completed tasks, or only others"),
        ("priority" = Option<Vec<PriorityBody>>, Query, description = "Repeatable: any of these priorities",
         style = Form, explode),
        ("tag" = Option<Vec<String>>, Query, description = "Repeatable: all of these tags, to the letter",
         style = Form, explode, max_items = 20),
        ("q" = Option<String>, Query, min_length = 1, max_length = 100, example = "milk",
         description = "Only tasks whose title or description contains this, in whatever case"),
        ("due_before" = Option<chrono::NaiveDate>, Query, description = "Only tasks due earlier than this day"),
        ("due_after" = Option<chrono::NaiveDate>, Query, description = "Only tasks due later than this day"),
        ("include_total" = Option<bool>, Query, description = "Whether to count all tasks that match, in \
         `X-Total-Count`"),
    ),
    responses(
        (status = 200, description = "The tasks", body = [TaskBody<'static>], headers(
            ("Link" = String, description = "`rel=\"next\"` while there is more (RFC 8288): an absolute URL where the server \
             knows its own address, else a path"),
            ("X-Next-Cursor" = String, description = "What `cursor` is for the next page, while there is more; not with \
             `skip`"),
            ("X-Total-Count" = i64, description = "With `include_total`: how many tasks match"),
            ("ETag" = String, description = "Weak; another one after any change to any of the user's tasks"),
        )),
        (status = 304, description = "No task of the user has changed since"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks")]
pub(crate) async fn list_tasks(
    request: InOrder<(SignedIn, Query, IfNoneMatch)>,
    req: HttpRequest,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, query, known)) = request;
    let owner = who.user_id();
    let query = ListQuery::read(query, owner)?;
    if let Some(unchanged) = Shape::List.unchanged(&known, owner, &tasks).await? {
        return Ok(unchanged);
    }
    // A 304 needs no memory.
    let budget = RequestBudget::of(&req)?;
    let listing = Listing { tasks: TaskService::clone(&tasks), owner, write, budget };
    let begun = if query.is_by_cursor() {
        listing.begin_page(&query.tasks).await?
    } else {
        listing.begin_whole(&query.tasks).await?
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header(Shape::List.etag(owner, begun.seq));
    let has_more = listing.has_more_behind(&query.tasks, &begun).await?;
    if let Some(last) = begun.last.as_ref().filter(|_| has_more) {
        let next = query.behind(last);
        answer.insert_header((header::LINK, next.link(&req)));
        if let Some(cursor) = next.cursor {
            answer.insert_header((X_NEXT_CURSOR, cursor));
        }
    }
    if query.include_total {
        // Behind the list: a count that is newer than the tag says is read again, an older one would be believed.
        answer.insert_header((X_TOTAL_COUNT, tasks.count(owner, &query.tasks.filter).await?));
    }
    Ok(listing.finish(answer, begun))
}

impl ApiOperation for list_tasks {
    const FACTS: RouteFacts = RouteFacts::V1;
}

fn write(task: &Task, bytes: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(bytes, &TaskBody::from(task))
}
