//! `GET /tasks/export` streams one file in parts, so memory does not limit the size of the file.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{TaskPart, TaskService};

use super::files::{Format, csv_example};
use super::import_bodies::ExportedTasksBody;
use crate::extract::{ExtractorChain, Query, SignedIn};
use crate::respond::Problem;
use crate::response_memory::{Part, PartError, Parts, ResponseBudget};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Export tasks
///
/// Returns all tasks as one file, oldest first. The file is not a snapshot: a task that changes during the export
/// appears in its old or new state. If the export fails, the server closes the connection, so a response that ends
/// normally is complete. An export can take up to 6 hours and ends early if the session ends. JSON and CSV files can be
/// imported again.
#[utoipa::path(
    tag = "tasks",
    params(("format" = inline(Option<Format>), Query, description = "File format; `json` by default", example = "json")),
    responses((status = 200, description = "The file with all tasks", content(
        (ExportedTasksBody<'static> = "application/json"),
        (String = "text/csv", example = json!(csv_example())),
        (String = "text/calendar"),
    ), headers(
        ("Content-Disposition" = String, description = "`attachment` with a file name"),
    ))),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/export")]
pub(crate) async fn export_tasks(
    request: ExtractorChain<(SignedIn, ResponseBudget)>,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, memory)) = request;
    let format = query.single("format", Format::parse).unwrap_or(Format::Json);
    let format = query.finish(Some(format))?;
    tracing::info!(user_id = user.user_id().get(), "task export started");
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, format.media_type()));
    response.insert_header((CONTENT_DISPOSITION, format.as_attachment()));
    let tasks = TaskService::clone(&tasks);
    let export =
        TaskExport { tasks, owner: user.user_id(), format, after: None, has_begun: false, has_tasks: false };
    memory.in_parts(response, export).await
}

impl ApiOperation for export_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1;
}

/// A part ends when it reaches this size.
const PART_BYTES: usize = 256 * 1024;
/// Maximum number of reads per part. There may be thousands of deleted tasks between two live tasks.
const MAX_READS: usize = 10;

/// The remaining parts of a file.
struct TaskExport {
    tasks: TaskService,
    owner: UserId,
    format: Format,
    after: Option<TaskId>,
    has_begun: bool,
    has_tasks: bool,
}

impl Parts for TaskExport {
    const NEEDS_READ_PERMIT: bool = true;

    /// Reserves more than [`PART_BYTES`], because the last read of a part can exceed that size.
    fn reserved(&self) -> usize {
        3 * PART_BYTES
    }

    async fn next(&mut self) -> Result<Part, PartError> {
        let mut bytes = if self.has_begun { Vec::new() } else { self.format.begin().into_bytes() };
        self.has_begun = true;
        for _ in 0..MAX_READS {
            let Some(TaskPart { tasks, after }) = self.tasks.export(self.owner, self.after).await? else {
                bytes.extend(self.format.end().as_bytes());
                return Ok(Part::new(bytes, true));
            };
            self.after = Some(after);
            if !tasks.is_empty() {
                let is_first_batch = !std::mem::replace(&mut self.has_tasks, true);
                bytes.extend(self.format.write(&tasks, is_first_batch).map_err(PartError::write_error)?);
            }
            if bytes.len() >= PART_BYTES {
                break;
            }
        }
        Ok(Part::new(bytes, false))
    }
}
