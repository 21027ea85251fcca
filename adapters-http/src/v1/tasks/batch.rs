//! `POST /tasks/batch`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::{TaskService, Written};

use super::batch_bodies::{BatchBody, ResultsBody};
use crate::input::{InOrder, KeyedJson};
use crate::problem::Problem;
use crate::reply::{Reply, tell};
use crate::signed_in::SignedIn;

/// Carry out several operations
///
/// All of them, in their order, or none: the first that can't be done refuses the whole batch, with the problem that it
/// would have by itself; `errors` says which one it is.
#[utoipa::path(
    tag = "tasks",
    request_body(content = BatchBody, examples(("each kind" = (value = json!({"operations": [
        {"op": "create", "task": {"title": "Buy milk", "due_date": "2026-02-28"}},
        {"op": "update", "id": 7, "patch": {"status": "completed"}, "if_match": 2},
        {"op": "delete", "id": 4}
    ]}))))),
    responses(
        (status = 200, description = "What came of each operation, in their order", body = ResultsBody<'static>),
        (status = 404, description = "`task-not-found`"),
        (status = 409, description = "`transition-not-allowed`, with `from`, `to` and `allowed`; `task-quota-exceeded`, `storage-quota-exceeded`"),
        (status = 412, description = "`precondition-failed`, with `current_version`"),
        (status = 422, description = "`validation-failed` with every fault, `malformed-json`, `conflicting-status`, or, \
            with a key, `answer-too-large`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks/batch")]
pub(crate) async fn batch_tasks(
    request: InOrder<(SignedIn, KeyedJson<BatchBody>)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, KeyedJson(operations, key))) = request;
    let reply = |written: &[Written]| Reply::json(StatusCode::OK, &ResultsBody::from(written));
    let done = tasks.batch(who.user_id(), operations, key.once_all(reply)).await?;
    tell(done, |written| reply(written))
}
