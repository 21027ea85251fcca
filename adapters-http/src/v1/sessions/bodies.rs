//! Logins, tokens and sessions as v1 writes and reads them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::ids::SessionId;
use tasklane_core::session::{Session, TokenPair};
use tasklane_core::user::{LoginName, PasswordAttempt};
use utoipa::ToSchema;

use crate::extract::{Input, Member, string};
use crate::respond::{Faults, rfc3339};

/// The OAuth2 password form, or the same as JSON. `grant_type`, `scope`, `client_id` and `client_secret` are ignored.
#[derive(Deserialize, ToSchema)]
#[schema(as = Login, example = json!({"username": "ada", "password": "correct horse"}))]
pub(crate) struct LoginBody {
    /// The username or the e-mail address, in any case.
    #[schema(value_type = String)]
    #[serde(default)]
    username: Member,
    /// Taken where there is no `username`.
    #[schema(value_type = String)]
    #[serde(default)]
    email: Member,
    #[schema(value_type = String, format = Password, required = true)]
    #[serde(default)]
    password: Member,
}

/// Who wants to log in; `None` for a name that nobody can have.
pub(crate) struct Login {
    pub(crate) name: Option<LoginName>,
    pub(crate) attempt: PasswordAttempt,
}

impl Input for LoginBody {
    type Value = Login;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, faults: &mut Faults) -> Option<Login> {
        let by_email = matches!((&self.username, &self.email), (Member::Absent, Member::Given(_)));
        let email = self.email.optional("email", faults, string);
        let name = if by_email { email } else { self.username.required("username", faults, string) };
        let attempt = self.password.required("password", faults, string);
        Some(Login { name: LoginName::parse(&name?), attempt: PasswordAttempt::new(&attempt?) })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Refresh, example = json!({"refresh_token": "AQAAAAAAAAABo2…"}))]
pub(crate) struct RefreshBody {
    /// Left out by who has it in the cookie.
    #[schema(value_type = String, required = false)]
    #[serde(default)]
    refresh_token: Member,
}

/// Of the size that any body may have: who presents an absurd token is told that it is none, not that it is large.
impl Input for RefreshBody {
    /// `None` when the body names no token.
    type Value = Option<String>;

    fn read(self, faults: &mut Faults) -> Option<Option<String>> {
        Some(self.refresh_token.optional("refresh_token", faults, string))
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Logout, example = json!({"refresh_token": "AQAAAAAAAAABo2…"}))]
pub(crate) struct LogoutBody {
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    refresh_token: Member,
}

impl Input for LogoutBody {
    /// `None` when the body names no token.
    type Value = Option<String>;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, faults: &mut Faults) -> Option<Option<String>> {
        Some(self.refresh_token.nullable("refresh_token", faults, string).flatten())
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Token, example = json!({
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9…", "refresh_token": "AQAAAAAAAAABo2…",
    "token_type": "bearer", "expires_in": 1800
}))]
pub(crate) struct TokenBody {
    access_token: String,
    /// Not there when it is in the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    refresh_token: Option<String>,
    /// Always `bearer`.
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: i64,
}

impl From<TokenPair> for TokenBody {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access_token,
            refresh_token: Some(pair.refresh_token),
            token_type: "bearer",
            expires_in: pair.expires_in.num_seconds(),
        }
    }
}

impl TokenBody {
    pub(crate) fn beside_cookie(pair: TokenPair) -> Self {
        Self { refresh_token: None, ..pair.into() }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Session, example = json!({
    "id": "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55", "created_at": "2026-01-31T09:30:00.000000Z",
    "last_used_at": "2026-02-01T08:00:00.000000Z", "expires_at": "2026-05-01T09:30:00.000000Z",
    "user_agent": "Mozilla/5.0", "ip": "192.0.2.1", "last_user_agent": "Mozilla/5.0", "last_ip": "198.51.100.7",
    "current": true
}))]
pub(crate) struct SessionBody<'a> {
    #[schema(format = "uuid")]
    id: String,
    #[serde(serialize_with = "rfc3339::time")]
    created_at: DateTime<Utc>,
    /// The last login or refresh.
    #[serde(serialize_with = "rfc3339::time")]
    last_used_at: DateTime<Utc>,
    /// The end that no refresh moves.
    #[serde(serialize_with = "rfc3339::time")]
    expires_at: DateTime<Utc>,
    /// What the client that logged in called itself.
    user_agent: Option<&'a str>,
    /// From where the login came.
    ip: Option<String>,
    /// What the client of the last refresh called itself; null before the first one.
    last_user_agent: Option<&'a str>,
    /// From where the last refresh came; null before the first one.
    last_ip: Option<String>,
    /// Whether this is the session that asks.
    current: bool,
}

impl<'a> SessionBody<'a> {
    pub(crate) fn new(session: &'a Session, current: SessionId) -> Self {
        Self {
            id: session.id.to_string(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            user_agent: session.client.user_agent(),
            ip: session.client.ip.map(|ip| ip.to_string()),
            last_user_agent: session.last_client.user_agent(),
            last_ip: session.last_client.ip.map(|ip| ip.to_string()),
            current: session.id == current,
        }
    }
}
