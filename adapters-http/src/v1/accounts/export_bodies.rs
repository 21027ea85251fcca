//! What is held about a user, as one document.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tasklane_core::session::Session;
use tasklane_core::task::{KeptKey, KeptTask};
use tasklane_core::user::{Name, User};
use utoipa::ToSchema;

use crate::reply::body_of;
use crate::v1::tasks::TaskBody;

/// Everything but secrets: no password hash, no token.
#[derive(Serialize, ToSchema)]
#[schema(as = Export)]
pub(super) struct ExportBody<'a> {
    user: ExportedUserBody<'a>,
    /// Also those that have ended, as long as they are kept; by id.
    sessions: Vec<ExportedSessionBody<'a>>,
    /// Also those that were deleted, as long as they are kept; by id.
    tasks: Vec<ExportedTaskBody<'a>>,
    /// By which requests of the last day are known again.
    idempotency_keys: Vec<ExportedKeyBody<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedUser)]
pub(super) struct ExportedUserBody<'a> {
    id: i64,
    email: &'a str,
    username: &'a str,
    name: Option<&'a str>,
    is_active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedSession)]
pub(super) struct ExportedSessionBody<'a> {
    id: String,
    created_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// When it ended before `expires_at`, by whatever ended it.
    ended_at: Option<DateTime<Utc>>,
    user_agent: Option<&'a str>,
    ip: Option<String>,
    last_user_agent: Option<&'a str>,
    last_ip: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTask)]
pub(super) struct ExportedTaskBody<'a> {
    #[serde(flatten)]
    task: TaskBody<'a>,
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedKey)]
pub(super) struct ExportedKeyBody<'a> {
    key: &'a str,
    created_at: DateTime<Utc>,
    /// What was answered.
    status: u16,
    body: Cow<'a, str>,
}

impl<'a> From<&'a User> for ExportedUserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            username: user.username.as_str(),
            name: user.name.as_ref().map(Name::as_str),
            is_active: user.is_active,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

impl<'a> From<&'a Session> for ExportedSessionBody<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            id: session.id.to_string(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            ended_at: session.revoked_at,
            user_agent: session.client.user_agent(),
            ip: session.client.ip.map(|ip| ip.to_string()),
            last_user_agent: session.last_client.user_agent(),
            last_ip: session.last_client.ip.map(|ip| ip.to_string()),
        }
    }
}

impl<'a> From<&'a KeptTask> for ExportedTaskBody<'a> {
    fn from(kept: &'a KeptTask) -> Self {
        Self { task: TaskBody::from(&kept.task), deleted_at: kept.deleted_at }
    }
}

impl<'a> From<&'a KeptKey> for ExportedKeyBody<'a> {
    fn from(kept: &'a KeptKey) -> Self {
        Self {
            key: kept.key.as_str(),
            created_at: kept.created_at,
            status: kept.answer.status,
            body: body_of(&kept.answer),
        }
    }
}
