//! Request and response bodies of the todo client. They are frozen: no member is ever added, renamed or removed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::account::NewEmailAccount;
use tasklane_core::task::{Description, NewTask, Task, TaskContent, TaskContentPatch, TaskPatch, Title};
use tasklane_core::user::{Email, Language, Name, NewPassword, User};
use utoipa::ToSchema;

use crate::extract::{Input, Member, boolean, text};
use crate::respond::{ValidationErrors, rfc3339};

/// The limits that are promised to the todo client. They are lower than the limits of the domain.
const MAX_TITLE: usize = 200;
const MAX_DESCRIPTION: usize = 1000;

#[derive(Serialize, ToSchema)]
#[schema(as = Todo, example = json!({
    "id": 7, "title": "Buy milk", "description": null, "completed": false, "created_at": "2026-01-31T09:30:00.000000Z",
    "updated_at": "2026-01-31T09:30:00.000000Z"
}))]
pub(super) struct TodoBody<'a> {
    id: i64,
    title: &'a str,
    description: Option<&'a str>,
    completed: bool,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::serialize")]
    updated_at: DateTime<Utc>,
}

impl<'a> From<&'a Task> for TodoBody<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            id: task.id.get(),
            title: task.content.title.as_str(),
            description: task.content.description.as_ref().map(Description::as_str),
            completed: task.progress.is_completed(),
            created_at: task.created_at,
            updated_at: task.updated_at,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewTodo, example = json!({"title": "Buy milk", "description": "Two bottles"}))]
pub(super) struct NewTodoBody {
    #[schema(value_type = String, required = true, min_length = 1, max_length = 200)]
    #[serde(default)]
    title: Member,
    #[schema(value_type = Option<String>, max_length = 1000)]
    #[serde(default)]
    description: Member,
}

fn title(raw: &str) -> Result<Title, tasklane_core::invalid::Invalid> {
    Title::parse_within(raw, MAX_TITLE)
}

fn description(raw: &str) -> Result<Description, tasklane_core::invalid::Invalid> {
    Description::parse_within(raw, MAX_DESCRIPTION)
}

impl Input for NewTodoBody {
    type Value = NewTask;

    fn read(self, errors: &mut ValidationErrors) -> Option<NewTask> {
        let title = self.title.required("title", errors, text(title));
        let description = self.description.nullable("description", errors, text(description));
        let content = TaskContent { description: description.flatten(), ..TaskContent::titled(title?) };
        Some(NewTask::pending(content))
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = TodoPatch, example = json!({"title": "Buy oat milk", "completed": true}))]
pub(super) struct TodoPatchBody {
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    #[serde(default)]
    title: Member,
    #[schema(value_type = Option<String>, max_length = 1000)]
    #[serde(default)]
    description: Member,
    #[schema(value_type = bool)]
    #[serde(default)]
    completed: Member,
}

impl Input for TodoPatchBody {
    type Value = TaskPatch;

    fn read(self, errors: &mut ValidationErrors) -> Option<TaskPatch> {
        let title = self.title.optional("title", errors, text(title));
        let description = self.description.nullable("description", errors, text(description));
        let is_completed = self.completed.optional("completed", errors, boolean);
        let content = TaskContentPatch { title, description, ..TaskContentPatch::default() };
        Some(TaskPatch { content, status: None, is_completed })
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = TodoUser, example = json!({
    "id": 1, "email": "ada@example.org", "name": "Ada Lovelace", "created_at": "2026-01-31T09:30:00.000000Z"
}))]
pub(super) struct TodoUserBody<'a> {
    id: i64,
    email: &'a str,
    name: Option<&'a str>,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
}

impl<'a> From<&'a User> for TodoUserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            name: user.name.as_ref().map(Name::as_str),
            created_at: user.created_at,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = TodoRegistration, example = json!({
    "email": "ada@example.org", "password": "correct horse", "name": "Ada Lovelace"
}))]
pub(super) struct TodoRegisterBody {
    /// E-mail address, unique regardless of case.
    #[schema(value_type = String, format = Email, required = true, max_length = 254)]
    #[serde(default)]
    email: Member,
    /// Password. At least 8 characters, and at most 72 bytes in UTF-8.
    #[schema(value_type = String, format = Password, required = true, min_length = 8, max_length = 72)]
    #[serde(default)]
    password: Member,
    #[schema(value_type = Option<String>, max_length = 100)]
    #[serde(default)]
    name: Member,
}

pub(super) struct TodoRegistrationInput {
    email: Email,
    password: NewPassword,
    name: Option<Name>,
}

impl TodoRegistrationInput {
    pub(super) fn into_account(self, language: Language) -> NewEmailAccount {
        let Self { email, password, name } = self;
        NewEmailAccount { email, password, name, language }
    }
}

impl Input for TodoRegisterBody {
    type Value = TodoRegistrationInput;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<TodoRegistrationInput> {
        let email = self.email.required("email", errors, text(Email::parse));
        let password = self.password.required("password", errors, text(NewPassword::parse));
        let name = self.name.nullable("name", errors, text(Name::parse));
        Some(TodoRegistrationInput { email: email?, password: password?, name: name.flatten().flatten() })
    }
}
