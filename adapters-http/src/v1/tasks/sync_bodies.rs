//! Response bodies of task changes and events in v1.

use serde::Serialize;
use tasklane_core::task::{SyncPage, TaskRecord};
use utoipa::ToSchema;

use super::bodies::TaskBody;

#[derive(Serialize, ToSchema)]
#[schema(as = Changes, example = json!({
    "changes": [{"seq": 9, "type": "delete", "id": 4}], "next": 9, "has_more": false
}))]
pub(super) struct ChangesBody<'a> {
    /// The changes in ascending order of `seq`. Each task appears at most once, in its current state.
    changes: Vec<ChangeBody<'a>>,
    /// Cursor to send as `since` in the next request. Store it unchanged; it may differ from the `seq` of the last
    /// change.
    #[schema(example = 9)]
    next: i64,
    /// Whether more changes are available now.
    has_more: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = Change)]
enum ChangeBody<'a> {
    /// The task was created, updated or restored.
    Upsert { seq: i64, task: Box<TaskBody<'a>> },
    /// The task was deleted.
    Delete { seq: i64, id: i64 },
}

impl<'a> From<&'a SyncPage> for ChangesBody<'a> {
    fn from(changes: &'a SyncPage) -> Self {
        let SyncPage { tasks, next, has_more, .. } = changes;
        Self { changes: tasks.iter().map(ChangeBody::from).collect(), next: *next, has_more: *has_more }
    }
}

impl<'a> From<&'a TaskRecord> for ChangeBody<'a> {
    fn from(TaskRecord { task, deleted_at }: &'a TaskRecord) -> Self {
        let seq = task.change_seq;
        match deleted_at {
            None => Self::Upsert { seq, task: Box::new(task.into()) },
            Some(_) => Self::Delete { seq, id: task.id.get() },
        }
    }
}

/// The fields of a server-sent event.
#[derive(Serialize, ToSchema)]
#[schema(as = TaskEvent, example = json!({"id": "7", "event": "task.delete", "data": "{\"id\":4}"}))]
pub(super) struct EventBody {
    /// ID of the event. Send it as `Last-Event-ID` to resume after this event.
    id: String,
    /// Type of the event: `ready`, `task.upsert` or `task.delete`.
    event: String,
    /// Data as JSON: `{}` for `ready`, the task for `task.upsert`, and an object with the `id` of the task for
    /// `task.delete`.
    data: String,
}
