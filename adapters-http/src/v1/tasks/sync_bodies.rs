//! Changes to tasks as v1 writes them.

use serde::Serialize;
use tasklane_core::task::{Changes, TaskRecord};
use utoipa::ToSchema;

use super::bodies::TaskBody;

#[derive(Serialize, ToSchema)]
#[schema(as = Changes, example = json!({
    "changes": [{"seq": 9, "type": "delete", "id": 4}], "next": 9, "has_more": false
}))]
pub(super) struct ChangesBody<'a> {
    /// In the order of their numbers. Each task is in there once, as it is now.
    changes: Vec<ChangeBody<'a>>,
    /// What to send as `since` the next time. To be kept as it is: it need not be the number of a change.
    #[schema(example = 9)]
    next: i64,
    /// Whether there are more right now.
    has_more: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = Change)]
enum ChangeBody<'a> {
    /// The task is new, or has changed, or was restored.
    Upsert { seq: i64, task: Box<TaskBody<'a>> },
    /// There is no such task any more.
    Delete { seq: i64, id: i64 },
}

impl<'a> From<&'a Changes> for ChangesBody<'a> {
    fn from(changes: &'a Changes) -> Self {
        let Changes { tasks, next, has_more, .. } = changes;
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

/// One server-sent event, by its fields.
#[derive(Serialize, ToSchema)]
#[schema(as = TaskEvent, example = json!({"id": "7", "event": "task.delete", "data": "{\"id\":4}"}))]
pub(super) struct EventBody {
    /// What to send as `Last-Event-ID` to go on after it.
    id: String,
    /// `ready`, `task.upsert` or `task.delete`.
    event: String,
    /// JSON: `{}` for `ready`, else the task, or its id.
    data: String,
}
