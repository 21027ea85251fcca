//! What is held about a user, as one document.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tasklane_core::session::Session;
use tasklane_core::task::{IdempotencyRecord, TaskRecord};
use tasklane_core::user::{KnownNetwork, Name, User};
use utoipa::ToSchema;

use crate::respond::{body_of, rfc3339};
use crate::v1::tasks::TaskBody;

/// Everything but secrets: no password hash, no token.
#[derive(Serialize, ToSchema)]
#[schema(as = Export)]
pub(super) struct ExportBody<'a> {
    user: ExportedUserBody<'a>,
    /// Also those that have ended, as long as they are kept; by id.
    sessions: Vec<ExportedSessionBody<'a>>,
    /// Networks that a login came from in the last 30 days.
    known_networks: Vec<ExportedNetworkBody>,
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
    #[serde(serialize_with = "rfc3339::time")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::time")]
    updated_at: DateTime<Utc>,
    /// When an operator last unlocked the account after too many wrong passwords.
    #[serde(serialize_with = "rfc3339::time_if_any")]
    unlocked_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedSession)]
pub(super) struct ExportedSessionBody<'a> {
    id: String,
    #[serde(serialize_with = "rfc3339::time")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::time")]
    last_used_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::time")]
    expires_at: DateTime<Utc>,
    /// When it ended before `expires_at`, by whatever ended it.
    #[serde(serialize_with = "rfc3339::time_if_any")]
    ended_at: Option<DateTime<Utc>>,
    user_agent: Option<&'a str>,
    ip: Option<String>,
    last_user_agent: Option<&'a str>,
    last_ip: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedNetwork, example = json!({
    "network": "192.0.2.0/24", "last_login_at": "2026-01-31T09:30:00.000000Z"
}))]
pub(super) struct ExportedNetworkBody {
    network: String,
    /// The last login that was written down; the real one may be up to a day later.
    #[serde(serialize_with = "rfc3339::time")]
    last_login_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTask)]
pub(super) struct ExportedTaskBody<'a> {
    #[serde(flatten)]
    task: TaskBody<'a>,
    #[serde(serialize_with = "rfc3339::time_if_any")]
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedKey)]
pub(super) struct ExportedKeyBody<'a> {
    key: &'a str,
    #[serde(serialize_with = "rfc3339::time")]
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
            unlocked_at: user.unlocked_at,
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

impl From<&KnownNetwork> for ExportedNetworkBody {
    fn from(known: &KnownNetwork) -> Self {
        Self { network: known.network.to_string(), last_login_at: known.last_login_at }
    }
}

impl<'a> From<&'a TaskRecord> for ExportedTaskBody<'a> {
    fn from(kept: &'a TaskRecord) -> Self {
        Self { task: TaskBody::from(&kept.task), deleted_at: kept.deleted_at }
    }
}

impl<'a> From<&'a IdempotencyRecord> for ExportedKeyBody<'a> {
    fn from(kept: &'a IdempotencyRecord) -> Self {
        Self {
            key: kept.key.as_str(),
            created_at: kept.created_at,
            status: kept.answer.status,
            body: body_of(&kept.answer),
        }
    }
}
