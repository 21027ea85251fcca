//! Request and response bodies of tasks in v1.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{
    Description, DueDate, NewTask, Priority, Status, Tags, Task, TaskContent, TaskContentPatch, TaskPatch,
    Title, Version,
};
use utoipa::ToSchema;

use crate::extract::{Input, Member, MemberErrors, MemberValue, boolean, not_a_string, text};
use crate::respond::{Reason, ValidationErrors, rfc3339};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Status)]
pub(super) enum StatusBody {
    Pending,
    InProgress,
    Completed,
}

impl From<Status> for StatusBody {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::InProgress => Self::InProgress,
            Status::Completed => Self::Completed,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Priority)]
pub(super) enum PriorityBody {
    None,
    Low,
    Medium,
    High,
}

impl From<Priority> for PriorityBody {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::None => Self::None,
            Priority::Low => Self::Low,
            Priority::Medium => Self::Medium,
            Priority::High => Self::High,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Task, example = json!({
    "id": 7, "title": "Buy milk", "description": null, "status": "in_progress", "is_completed": false, "owner_id": 1,
    "created_at": "2026-01-31T09:30:00.000000Z", "updated_at": "2026-01-31T10:00:00.000000Z", "completed_at": null,
    "due_date": "2026-02-28", "priority": "high", "tags": ["home"], "version": 2
}))]
pub(crate) struct TaskBody<'a> {
    id: i64,
    title: &'a str,
    description: Option<&'a str>,
    status: StatusBody,
    /// Whether `status` is `completed`.
    is_completed: bool,
    owner_id: i64,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    /// Time of the last change; null if the task was never changed.
    #[serde(serialize_with = "rfc3339::serialize_option")]
    updated_at: Option<DateTime<Utc>>,
    /// When the task was completed; null if it is not completed.
    #[serde(serialize_with = "rfc3339::serialize_option")]
    completed_at: Option<DateTime<Utc>>,
    /// Date without a time zone.
    due_date: Option<NaiveDate>,
    priority: PriorityBody,
    tags: &'a [String],
    /// Version of the task. Increases by 1 with every change and is also the entity tag.
    version: i64,
}

/// Maximum size of a task as JSON: 10,000 characters of description, 255 of title and 1,000 of tags, at most 4 bytes
/// each.
pub(crate) const MAX_TASK_BYTES: usize = 48 * 1024;

impl<'a> From<&'a Task> for TaskBody<'a> {
    fn from(task: &'a Task) -> Self {
        let TaskContent { title, description, due_date, priority, tags } = &task.content;
        let status = task.progress.status();
        Self {
            id: task.id.get(),
            title: title.as_str(),
            description: description.as_ref().map(Description::as_str),
            status: status.into(),
            is_completed: status.is_completed(),
            owner_id: task.owner_id.get(),
            created_at: task.created_at,
            updated_at: (task.version != Version::FIRST).then_some(task.updated_at),
            completed_at: task.progress.completed_at(),
            due_date: due_date.map(DueDate::day),
            priority: (*priority).into(),
            tags: tags.as_slice(),
            version: task.version.get(),
        }
    }
}

#[derive(Default, Deserialize, ToSchema)]
#[schema(as = NewTask, example = json!({
    "title": "Buy milk", "description": "Two bottles", "due_date": "2026-02-28", "priority": "high", "tags": ["home"]
}))]
pub(crate) struct NewTaskBody {
    #[schema(value_type = String, required = true, min_length = 1, max_length = 255)]
    #[serde(default)]
    title: Member,
    #[schema(value_type = Option<String>, max_length = 10000)]
    #[serde(default)]
    description: Member,
    #[schema(value_type = StatusBody)]
    #[serde(default)]
    status: Member,
    #[schema(value_type = Option<NaiveDate>)]
    #[serde(default)]
    due_date: Member,
    #[schema(value_type = PriorityBody)]
    #[serde(default)]
    priority: Member,
    /// Tags, 1 to 50 characters each. Duplicates are rejected.
    #[schema(value_type = Vec<String>, max_items = 20)]
    #[serde(default)]
    tags: Member,
}

impl NewTaskBody {
    /// Sets the member with this name, replacing any previous value. Unknown names are ignored.
    pub(super) fn put(&mut self, name: &str, value: MemberValue) {
        let member = match name {
            "title" => &mut self.title,
            "description" => &mut self.description,
            "status" => &mut self.status,
            "due_date" => &mut self.due_date,
            "priority" => &mut self.priority,
            "tags" => &mut self.tags,
            _ => return,
        };
        *member = Member::Given(value);
    }
}

impl Input for NewTaskBody {
    type Value = NewTask;

    fn read(self, errors: &mut ValidationErrors) -> Option<NewTask> {
        let title = self.title.required("title", errors, text(Title::parse));
        let description = self.description.nullable("description", errors, text(Description::parse));
        let status = self.status.optional("status", errors, text(Status::parse));
        let due_date = self.due_date.nullable("due_date", errors, text(DueDate::parse));
        let priority = self.priority.optional("priority", errors, text(Priority::parse));
        let tags = self.tags.optional("tags", errors, tags);
        let content = TaskContentPatch { title: None, description, due_date, priority, tags };
        Some(NewTask {
            content: TaskContent::titled(title?).patched(content),
            status: status.unwrap_or(Status::Pending),
        })
    }
}

/// Members that are absent remain unchanged. A nullable member is cleared by null.
#[derive(Deserialize, ToSchema)]
#[schema(as = TaskPatch, example = json!({"status": "completed"}))]
pub(crate) struct TaskPatchBody {
    #[schema(value_type = String, min_length = 1, max_length = 255)]
    #[serde(default)]
    title: Member,
    #[schema(value_type = Option<String>, max_length = 10000)]
    #[serde(default)]
    description: Member,
    #[schema(value_type = StatusBody)]
    #[serde(default)]
    status: Member,
    /// `true` completes the task. `false` reopens a completed task.
    #[schema(value_type = bool)]
    #[serde(default)]
    is_completed: Member,
    #[schema(value_type = Option<NaiveDate>)]
    #[serde(default)]
    due_date: Member,
    #[schema(value_type = PriorityBody)]
    #[serde(default)]
    priority: Member,
    /// Tags, 1 to 50 characters each. Duplicates are rejected. Replaces all tags of the task.
    #[schema(value_type = Vec<String>, max_items = 20)]
    #[serde(default)]
    tags: Member,
}

impl Input for TaskPatchBody {
    type Value = TaskPatch;
    const MEDIA_TYPES: &'static [&'static str] = &["application/json", "application/merge-patch+json"];

    fn read(self, errors: &mut ValidationErrors) -> Option<TaskPatch> {
        let title = self.title.optional("title", errors, text(Title::parse));
        let description = self.description.nullable("description", errors, text(Description::parse));
        let status = self.status.optional("status", errors, text(Status::parse));
        let is_completed = self.is_completed.optional("is_completed", errors, boolean);
        let due_date = self.due_date.nullable("due_date", errors, text(DueDate::parse));
        let priority = self.priority.optional("priority", errors, text(Priority::parse));
        let tags = self.tags.optional("tags", errors, tags);
        let content = TaskContentPatch { title, description, due_date, priority, tags };
        Some(TaskPatch { content, status, is_completed })
    }
}

/// Parses a list of tags. Reports every invalid tag. If all tags are valid, checks the list itself.
fn tags(value: MemberValue) -> Result<Tags, MemberErrors> {
    let MemberValue::List(list) = value else {
        return Err(vec![(None, Reason::new("must be a list of strings", "list_type"))]);
    };
    let Some(items) = list.items_up_to(Tags::MAX_COUNT) else {
        return Err(vec![(None, Invalid::TooManyItems(Tags::MAX_COUNT).into())]);
    };
    let mut read = Vec::with_capacity(items.len());
    let mut errors = MemberErrors::new();
    for (index, item) in items.into_iter().enumerate() {
        let tag = item.ok_or_else(not_a_string);
        match tag.and_then(|tag| Tags::parse_tag(&tag).map(|()| tag).map_err(Reason::from)) {
            Ok(tag) => read.push(tag),
            Err(reason) => errors.push((Some(index), reason)),
        }
    }
    if errors.is_empty() {
        Tags::parse(read).map_err(|invalid| vec![(None, invalid.into())])
    } else {
        Err(errors)
    }
}
