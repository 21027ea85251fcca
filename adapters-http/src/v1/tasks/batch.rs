//! `POST /tasks/batch`

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use tasklane_core::task::{OperationResult, TaskOperation, TaskService};

use super::batch_bodies::{BatchBody, ResultsBody};
use super::bodies::MAX_TASK_BYTES;
use crate::extract::{ExtractorChain, KeyedJson, SignedIn};
use crate::respond::{Problem, Reply, into_response};
use crate::response_memory::ResponseBudget;
use crate::route_table::{ApiOperation, RouteMetadata};

/// Run a batch of operations
///
/// Runs up to 100 operations in order. If an operation fails, no operation takes effect. The response is then the error
/// of the failed operation, and `errors` contains the index of that operation.
#[utoipa::path(
    tag = "tasks",
    request_body(content = BatchBody, examples(("each kind" = (value = json!({"operations": [
        {"op": "create", "task": {"title": "Buy milk", "due_date": "2026-02-28"}},
        {"op": "update", "id": 7, "patch": {"status": "completed"}, "if_match": 2},
        {"op": "delete", "id": 4}
    ]}))))),
    responses(
        (status = 200, description = "The result of each operation, in order", body = ResultsBody<'static>),
        (status = 404, description = "`task-not-found`: the user has no task with this ID, or the task was deleted"),
        (status = 409, description = "`transition-not-allowed`, with the members `from`, `to` and `allowed`; `task-quota-exceeded`; `storage-quota-exceeded`"),
        (status = 412, description = "`precondition-failed`: a task is at the version in `current_version`, not in `if_match`"),
        (status = 422, description = "`validation-failed`, with up to 100 errors in `errors`; `malformed-json`; \
            `conflicting-status`; `answer-too-large`: only if the request has an idempotency key"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks/batch")]
pub(crate) async fn batch_tasks(
    request: ExtractorChain<(SignedIn, KeyedJson<BatchBody>, ResponseBudget)>,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, KeyedJson(operations, key), memory)) = request;
    let reservation = memory.reserve_if_large(max_bytes(&operations)).await?;
    let reply = |written: &[OperationResult]| Reply::json(StatusCode::OK, &ResultsBody::from(written));
    let done = tasks.batch(user.user_id(), operations, key.for_operations(reply)).await?;
    Ok(memory.send_buffered(into_response(done, |written| reply(written))?, reservation))
}

impl ApiOperation for batch_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1.with_idempotency_key();
}

/// Returns the maximum size of the tasks in the response. Results of deletions contain no task and are not counted.
fn max_bytes(operations: &[TaskOperation]) -> usize {
    let are_tasks = |operation: &&TaskOperation| !matches!(operation, TaskOperation::Delete { .. });
    operations.iter().filter(are_tasks).count() * MAX_TASK_BYTES
}
