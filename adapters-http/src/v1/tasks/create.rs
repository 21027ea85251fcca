//! `POST /tasks`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::task::TaskService;

use super::bodies::{NewTaskBody, TaskBody};
use crate::input::{InOrder, Json, entity_tag};
use crate::problem::Problem;
use crate::signed_in::SignedIn;

/// Create a task
#[utoipa::path(
    tag = "tasks",
    request_body = NewTaskBody,
    responses(
        (status = 201, description = "The task was created", body = TaskBody<'static>, headers(
            ("Location" = String, description = "Where the task is"),
            ("ETag" = String, description = "Its version"),
        )),
        (status = 409, description = "`task-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks")]
pub(crate) async fn create_task(
    request: InOrder<(SignedIn, Json<NewTaskBody>)>,
    req: HttpRequest,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, Json(new))) = request;
    let task = tasks.create(who.user_id(), &new).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, format!("{}/{}", req.path(), task.id)))
        .insert_header((header::ETAG, entity_tag(task.version)))
        .json(TaskBody::from(&task)))
}
