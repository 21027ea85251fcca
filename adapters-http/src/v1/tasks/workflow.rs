//! `GET /tasks/workflow`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::task::TaskService;

use super::overview_bodies::WorkflowBody;
use crate::extract::SignedIn;
use crate::route_table::{ApiOperation, RouteMetadata};

/// Get the workflow
///
/// Returns the statuses of a task and the status changes that this server allows.
#[utoipa::path(
    tag = "tasks",
    responses((status = 200, description = "The statuses and the transitions", body = WorkflowBody)),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/workflow")]
pub(crate) async fn read_workflow(_who: SignedIn, tasks: Data<TaskService>) -> HttpResponse {
    HttpResponse::Ok().json(WorkflowBody::from(tasks.workflow()))
}

impl ApiOperation for read_workflow {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}
