//! `GET /tasks/export`: one file, written as it is read, so that its size does not matter.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use futures_util::stream::{self, Stream};
use tasklane_core::causes::causes;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{TaskPart, TaskService};
use thiserror::Error;

use super::files::{Format, WriteError};
use super::import_bodies::ExportedTasksBody;
use crate::input::{InOrder, Query};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::transfers::Transfer;

/// Take the tasks along
///
/// All tasks, oldest first, as one file. Each is as it was when it was written. Should something fail on the way, the
/// connection breaks off: the file is whole when it ends. What is exported as JSON or CSV can be imported.
#[utoipa::path(
    tag = "tasks",
    params(("format" = inline(Option<Format>), Query, description = "`json` by default", example = "json")),
    responses((status = 200, description = "All tasks", content(
        (ExportedTasksBody<'static> = "application/json"),
        (String = "text/csv", example = "id,title,description,status,due_date,priority,tags,created_at,updated_at,\
            completed_at\r\n7,Buy milk,,pending,2026-02-28,high,\"[\"\"home\"\"]\",2026-01-31T09:30:00Z,,\r\n"),
        (String = "text/calendar"),
    ), headers(
        ("Content-Disposition" = String, description = "`attachment`, with the name of a file"),
    ))),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/tasks/export")]
pub(crate) async fn export_tasks(
    request: InOrder<(SignedIn, Transfer)>,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, transfer)) = request;
    let format = query.single("format", Format::parse).unwrap_or(Format::Json);
    let format = query.finish(Some(format))?;
    tracing::info!(user_id = who.user_id().get(), "exports the tasks");
    let export = Export { tasks: TaskService::clone(&tasks), owner: who.user_id(), format, transfer };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, format.as_attachment()))
        .streaming(export.document()))
}

#[derive(Debug, Error)]
enum ExportFailed {
    #[error("the tasks can't be read")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the client reads too slowly")]
    TooSlow,
}

struct Export {
    tasks: TaskService,
    owner: UserId,
    format: Format,
    transfer: Transfer,
}

/// What is written next.
enum Next {
    Begin,
    Tasks { after: Option<TaskId>, are_first: bool },
    Nothing,
}

impl Export {
    /// An error breaks off the answer, and so no half of a file looks like a whole one.
    fn document(self) -> impl Stream<Item = Result<Bytes, ExportFailed>> {
        stream::try_unfold((self, Next::Begin), |(export, next)| async {
            let step = export.step(next).await;
            if let Err(error) = &step {
                tracing::error!(cause = causes(error), "an export broke off");
            }
            Ok(step?.map(|(bytes, next)| (bytes, (export, next))))
        })
    }

    async fn step(&self, next: Next) -> Result<Option<(Bytes, Next)>, ExportFailed> {
        if self.transfer.is_overdue() {
            return Err(ExportFailed::TooSlow);
        }
        let (mut after, are_first) = match next {
            Next::Begin => {
                let next = Next::Tasks { after: None, are_first: true };
                return Ok(Some((self.format.begin().into(), next)));
            }
            Next::Tasks { after, are_first } => (after, are_first),
            Next::Nothing => return Ok(None),
        };
        while let Some(TaskPart { tasks, after: last }) = self.tasks.export(self.owner, after).await? {
            after = Some(last);
            if !tasks.is_empty() {
                let text = self.format.write(&tasks, are_first)?;
                return Ok(Some((text.into(), Next::Tasks { after, are_first: false })));
            }
        }
        Ok(Some((self.format.end().into(), Next::Nothing)))
    }
}
