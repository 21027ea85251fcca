//! Request and response bodies of batches in v1.

use serde::{Deserialize, Serialize};
use tasklane_core::task::{OperationResult, TaskOperation};
use utoipa::ToSchema;

use super::batch_operations::Operations;
use super::bodies::{NewTaskBody, TaskBody, TaskPatchBody};
use crate::extract::Input;
use crate::respond::ValidationErrors;

#[derive(Deserialize, ToSchema)]
#[schema(as = Batch, example = json!({"operations": [{"op": "create", "task": {"title": "Buy milk"}}]}))]
pub(super) struct BatchBody {
    #[schema(value_type = Vec<OperationSchema>, required = true, min_items = 1, max_items = 100)]
    #[serde(default)]
    operations: Operations,
}

impl Input for BatchBody {
    type Value = Vec<TaskOperation>;
    const MAX_BYTES: usize = 1024 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Self::Value> {
        self.operations.read(errors)
    }
}

/// An operation of a batch. `op` selects its kind.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
#[schema(as = TaskOperation)]
#[expect(dead_code, reason = "operations are read member by member")]
enum OperationSchema {
    Create {
        task: NewTaskBody,
    },
    Update {
        #[schema(minimum = 1)]
        id: i64,
        patch: TaskPatchBody,
        /// Run the operation only if the task is at this version.
        #[serde(default)]
        #[schema(minimum = 1)]
        if_match: i64,
    },
    Delete {
        #[schema(minimum = 1)]
        id: i64,
        /// Run the operation only if the task is at this version.
        #[serde(default)]
        #[schema(minimum = 1)]
        if_match: i64,
    },
}

#[derive(Serialize, ToSchema)]
#[schema(as = BatchResults, example = json!({"results": [{"status": 204}]}))]
pub(super) struct ResultsBody<'a> {
    results: Vec<ResultBody<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BatchResult)]
struct ResultBody<'a> {
    /// HTTP status of the operation: 201 created, 200 updated, 204 deleted.
    #[schema(example = 201)]
    status: u16,
    /// The task after the operation. Absent after a deletion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    task: Option<TaskBody<'a>>,
}

impl<'a> From<&'a [OperationResult]> for ResultsBody<'a> {
    fn from(written: &'a [OperationResult]) -> Self {
        let result = |written: &'a OperationResult| ResultBody {
            status: match written {
                OperationResult::Created(_) => 201,
                OperationResult::Changed(_) | OperationResult::Unchanged(_) => 200,
                OperationResult::Deleted(_) => 204,
            },
            task: written.task().map(TaskBody::from),
        };
        Self { results: written.iter().map(result).collect() }
    }
}
