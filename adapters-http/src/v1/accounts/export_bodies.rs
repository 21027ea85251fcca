//! The account data of a user as one document.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tasklane_core::session::Session;
use tasklane_core::task::{IdempotencyRecord, TaskRecord};
use tasklane_core::user::{Email, KnownNetwork, Name, User};
use utoipa::ToSchema;

use super::bodies::{LanguageBody, RoleBody};
use crate::respond::{rfc3339, stored_body};
use crate::v1::tasks::TaskBody;

/// All data about an account, except the password hash and tokens.
#[derive(Serialize, ToSchema)]
#[schema(as = Export)]
pub(super) struct ExportBody<'a> {
    user: ExportedUserBody<'a>,
    /// Active and ended sessions, ordered by ID. Ended sessions are included until they are purged.
    sessions: Vec<ExportedSessionBody<'a>>,
    /// Networks of recent logins. A network is purged 30 days after its last recorded login.
    known_networks: Vec<ExportedNetworkBody>,
    /// Tasks, ordered by ID. Deleted tasks are included until they are purged.
    tasks: Vec<ExportedTaskBody<'a>>,
    /// Idempotency keys used in the last 24 hours.
    idempotency_keys: Vec<ExportedKeyBody<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedUser)]
pub(super) struct ExportedUserBody<'a> {
    id: i64,
    email: &'a str,
    email_verified: bool,
    /// Address that replaces `email` when the user verifies it.
    pending_email: Option<&'a str>,
    /// When the account is deleted if `email` is not verified. In the year 9999 until the verification e-mail was sent.
    /// Null if no verification is required.
    #[serde(serialize_with = "rfc3339::serialize_option")]
    verification_due_at: Option<DateTime<Utc>>,
    username: &'a str,
    name: Option<&'a str>,
    role: RoleBody,
    language: LanguageBody,
    time_zone: &'static str,
    login_notices: bool,
    is_active: bool,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::serialize")]
    updated_at: DateTime<Utc>,
    /// When an operator last unlocked the account after too many wrong passwords.
    #[serde(serialize_with = "rfc3339::serialize_option")]
    unlocked_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedSession)]
pub(super) struct ExportedSessionBody<'a> {
    id: String,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::serialize")]
    last_used_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339::serialize")]
    expires_at: DateTime<Utc>,
    /// When the session was revoked, for example by a logout or a change of the password. Null if the session was not
    /// revoked.
    #[serde(serialize_with = "rfc3339::serialize_option")]
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
    /// Time of the last recorded login. The actual last login can be up to 24 hours later.
    #[serde(serialize_with = "rfc3339::serialize")]
    last_login_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTask)]
pub(super) struct ExportedTaskBody<'a> {
    #[serde(flatten)]
    task: TaskBody<'a>,
    #[serde(serialize_with = "rfc3339::serialize_option")]
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedKey)]
pub(super) struct ExportedKeyBody<'a> {
    key: &'a str,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    /// HTTP status of the stored response.
    status: u16,
    body: Cow<'a, str>,
}

impl<'a> From<&'a User> for ExportedUserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            email_verified: user.email_verified,
            pending_email: user.pending_email.as_ref().map(Email::as_str),
            verification_due_at: user.verification_due_at,
            username: user.username.as_str(),
            name: user.name.as_ref().map(Name::as_str),
            role: user.role.into(),
            language: user.preferences.language.into(),
            time_zone: user.preferences.time_zone.name(),
            login_notices: user.preferences.login_notices,
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
    fn from(record: &'a TaskRecord) -> Self {
        Self { task: TaskBody::from(&record.task), deleted_at: record.deleted_at }
    }
}

impl<'a> From<&'a IdempotencyRecord> for ExportedKeyBody<'a> {
    fn from(record: &'a IdempotencyRecord) -> Self {
        Self {
            key: record.key.as_str(),
            created_at: record.created_at,
            status: record.response.status,
            body: stored_body(&record.response),
        }
    }
}
