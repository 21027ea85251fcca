//! Files of tasks, for the API's description, and what came of one.

use serde::{Deserialize, Serialize};
use tasklane_core::task::Written;
use utoipa::ToSchema;

use super::bodies::{NewTaskBody, TaskBody};

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTasks)]
pub(super) struct ExportedTasksBody<'a> {
    /// Always `tasklane-tasks`.
    #[schema(example = "tasklane-tasks", pattern = "^tasklane-tasks$")]
    format: String,
    /// One more when older readers can't read the file any more.
    #[schema(minimum = 1, maximum = 1, example = 1)]
    version: i64,
    /// By id.
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

#[derive(Serialize, ToSchema)]
#[schema(as = Imported)]
pub(super) struct ImportedBody {
    /// How many tasks were added.
    #[schema(minimum = 0, example = 12)]
    created: usize,
    /// How many were there already.
    #[schema(minimum = 0, example = 0)]
    unchanged: usize,
    /// Whether this only would be done.
    dry_run: bool,
}

impl ImportedBody {
    /// `added` says of each task whether it would be.
    pub(super) fn of_trial(added: &[bool]) -> Self {
        let created = added.iter().filter(|added| **added).count();
        Self { created, unchanged: added.len() - created, dry_run: true }
    }
}

impl From<&[Written]> for ImportedBody {
    fn from(written: &[Written]) -> Self {
        let created = written.iter().filter(|written| matches!(written, Written::Created(_))).count();
        Self { created, unchanged: written.len() - created, dry_run: false }
    }
}
