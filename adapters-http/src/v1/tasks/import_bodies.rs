//! Bodies of task imports and exports in v1. The types that describe files are used only in the API description.

use serde::{Deserialize, Serialize};
use tasklane_core::task::OperationResult;
use utoipa::ToSchema;

use super::bodies::{NewTaskBody, TaskBody};

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTasks)]
pub(super) struct ExportedTasksBody<'a> {
    /// File format. Always `tasklane-tasks`.
    #[schema(example = "tasklane-tasks", pattern = "^tasklane-tasks$")]
    format: String,
    /// Version of the file format. It increases when older programs can no longer read the file.
    #[schema(minimum = 1, maximum = 1, example = 1)]
    version: i64,
    /// The tasks, ordered by ID.
    tasks: Vec<TaskBody<'a>>,
}

/// An exported file, or a list of tasks.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Import, example = json!({"tasks": [{"title": "Buy milk", "due_date": "2026-02-28", "tags": ["home"]}]}))]
#[expect(dead_code, reason = "a file is read task by task")]
pub(super) enum ImportBody {
    Document {
        #[serde(default)]
        #[schema(pattern = "^tasklane-tasks$")]
        format: String,
        #[serde(default)]
        #[schema(minimum = 1, maximum = 1)]
        version: i64,
        #[schema(max_items = 10000)]
        tasks: Vec<NewTaskBody>,
    },
    List(Vec<NewTaskBody>),
}

/// The result of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = Imported)]
pub(super) struct ImportedBody<'a> {
    /// Number of tasks added.
    #[schema(minimum = 0, example = 12)]
    created: usize,
    /// Number of tasks that already existed.
    #[schema(minimum = 0, example = 0)]
    unchanged: usize,
    /// Columns of a CSV file, or members of the tasks in a JSON file, that were not imported. At most 100 names.
    #[schema(max_items = 100, example = json!(["Project"]))]
    ignored_columns: &'a [String],
    /// Whether this was a dry run, which stores no tasks.
    dry_run: bool,
}

impl<'a> ImportedBody<'a> {
    pub(super) fn from_results(written: &[OperationResult], ignored_columns: &'a [String]) -> Self {
        let added = written.iter().map(|written| matches!(written, OperationResult::Created(_)));
        Self::counting(added, ignored_columns, false)
    }

    /// Returns the result of a dry run. `added` contains for each task whether an import would add it.
    pub(super) fn of_dry_run(added: &[bool], ignored_columns: &'a [String]) -> Self {
        Self::counting(added.iter().copied(), ignored_columns, true)
    }

    fn counting(
        added: impl ExactSizeIterator<Item = bool>,
        ignored_columns: &'a [String],
        dry_run: bool,
    ) -> Self {
        let all = added.len();
        let created = added.filter(|added| *added).count();
        Self { created, unchanged: all - created, ignored_columns, dry_run }
    }
}
