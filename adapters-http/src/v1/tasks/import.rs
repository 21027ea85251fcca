//! `POST /tasks/import`

use actix_web::http::StatusCode;
use actix_web::rt::spawn;
use actix_web::web::{Data, block};
use actix_web::{HttpResponse, post};
use tasklane_core::ids::UserId;
use tasklane_core::task::{OperationResult, TaskService, WriteTasksError};
use tracing::Instrument;

use super::files::{self, FileError, ImportedFile};
use super::import_bodies::{ImportBody, ImportedBody};
use crate::extract::{ExtractorChain, Query, SignedIn, Upload};
use crate::respond::{Code, Problem, Reply, ValidationErrors, into_response};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Returns the description of the operation. It lists the columns that an import reads.
fn import_description() -> String {
    format!(
        "Imports a JSON or CSV file from this server or from another program. The file can have at most 8 MiB and 10,000 \
         tasks. If a task is invalid, no task is added, and `errors` contains the first 100 errors, each with the index (JSON) \
         or line (CSV) of its task. A task is skipped if an existing task has the same value in every member that clients can \
         set, so importing a file a second time adds no tasks.\n\n\
         **CSV.** Columns can be in any order. Their names are matched regardless of case, with spaces, `_` or `-` between \
         words: {}. Only a title is required. `ignored_columns` in the response lists the columns that were not imported. The \
         separator can be `,`, `;` or a tab.",
        files::described_columns()
    )
}

/// Import tasks
#[utoipa::path(
    tag = "tasks",
    description = import_description(),
    params(("dry_run" = Option<bool>, Query, description = "Return the result without importing anything", example = false)),
    request_body(content(
        (ImportBody = "application/json"),
        (String = "text/csv", example = "title,due_date,tags\r\nBuy milk,2026-02-28,\"home, shop\"\r\n"),
    )),
    responses(
        (status = 200, description = "The file was imported or, with `dry_run`, can be imported", body = ImportedBody),
        (status = 409, description = "`task-quota-exceeded`; `storage-quota-exceeded`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/tasks/import")]
pub(crate) async fn import_tasks(
    request: ExtractorChain<(SignedIn, Upload)>,
    mut query: Query,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((user, upload)) = request;
    let dry_run = query.boolean("dry_run").unwrap_or(false);
    // The import runs in its own task. It therefore finishes, and holds its permit until it has finished, even if the
    // client disconnects.
    let work = import(user.user_id(), upload, dry_run, query.errors, tasks).in_current_span();
    spawn(work).await.map_err(|error| Problem::internal().caused_by(&error))?
}

impl ApiOperation for import_tasks {
    const METADATA: RouteMetadata = RouteMetadata::V1.with_file().with_idempotency_key();
}

async fn import(
    owner: UserId,
    upload: Upload,
    dry_run: bool,
    mut errors: ValidationErrors,
    tasks: Data<TaskService>,
) -> Result<HttpResponse, Problem> {
    let Upload { media_type, bytes, key, slot } = upload;
    let key = key.map_err(|fault| errors.add(fault)).ok();
    let permit = slot.permit().await?;
    // A blocking task can't be cancelled, so it owns the permits.
    let read = block(move || (files::read(media_type, &bytes), slot, permit)).await;
    let (read, _slot, _permit) = read.map_err(|error| Problem::internal().caused_by(&error))?;
    let (ImportedFile { tasks: new, ignored }, key) = validated(read, key, errors)?;
    if dry_run {
        let added = tasks.try_import(owner, new).await.map_err(to_problem)?;
        return Ok(Reply::json(StatusCode::OK, &ImportedBody::of_dry_run(&added, &ignored)).into());
    }
    let reply = move |written: &[OperationResult]| {
        Reply::json(StatusCode::OK, &ImportedBody::from_results(written, &ignored))
    };
    let done = tasks.import(owner, new, key.for_operations(reply.clone())).await.map_err(to_problem)?;
    into_response(done, |written| reply(written))
}

/// Returns the file and the idempotency key if there are no errors. Otherwise, returns one problem that lists the
/// errors of the request and of the file. For a malformed file, the problem reports only that the file is malformed.
fn validated<T>(
    file: Result<ImportedFile, FileError>,
    key: Option<T>,
    mut errors: ValidationErrors,
) -> Result<(ImportedFile, T), Problem> {
    match file {
        Ok(file) => errors.finish(key.map(|key| (file, key))),
        Err(FileError::Malformed(error)) => {
            let detail = "The body must be one JSON object, or a list of objects, in UTF-8";
            Err(Problem::new(Code::MalformedJson, detail).caused_by(&error))
        }
        Err(FileError::Faulty { reported, omitted }) => {
            errors.append(reported);
            Err(errors.into_problem_with_omitted(omitted))
        }
    }
}

/// Converts an error. The index of a failed operation is omitted, because it is not a position in the file.
fn to_problem(error: WriteTasksError) -> Problem {
    match error {
        WriteTasksError::Operation(failed) => failed.error.into(),
        error => error.into(),
    }
}
