//! Request and response bodies of logins, tokens and sessions in v1.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::ids::SessionId;
use tasklane_core::session::{Session, TokenPair};
use tasklane_core::user::{LoginName, PasswordAttempt};
use utoipa::ToSchema;

use crate::extract::{Input, Member, string};
use crate::respond::{ValidationErrors, rfc3339};

/// Credentials, as the OAuth2 password form or as JSON. `grant_type`, `scope`, `client_id` and `client_secret` are
/// ignored.
#[derive(Deserialize, ToSchema)]
#[schema(as = Login, example = json!({"username": "ada", "password": "correct horse"}))]
pub(crate) struct LoginBody {
    /// Username or e-mail address, regardless of case.
    #[schema(value_type = String)]
    #[serde(default)]
    username: Member,
    /// E-mail address. Used only if `username` is absent.
    #[schema(value_type = String)]
    #[serde(default)]
    email: Member,
    #[schema(value_type = String, format = Password, required = true)]
    #[serde(default)]
    password: Member,
}

/// Credentials of a login. `name` is `None` if no account can have the given name.
pub(crate) struct Login {
    pub(crate) name: Option<LoginName>,
    pub(crate) attempt: PasswordAttempt,
}

impl Input for LoginBody {
    type Value = Login;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Login> {
        let name = login_name(self.username, self.email, errors);
        let attempt = self.password.required("password", errors, string);
        Some(Login { name: name?, attempt: PasswordAttempt::new(&attempt?) })
    }
}

/// Returns the name of an account from one of the two members. The inner `None` stands for text that no account can have
/// as a name. Uses `email` only if `username` is absent.
pub(crate) fn login_name(
    username: Member,
    email: Member,
    errors: &mut ValidationErrors,
) -> Option<Option<LoginName>> {
    let by_email = matches!((&username, &email), (Member::Absent, Member::Given(_)));
    let email = email.optional("email", errors, string);
    let name = if by_email { email } else { username.required("username", errors, string) };
    name.map(|name| LoginName::parse(&name))
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Refresh, example = json!({"refresh_token": "AQAAAAAAAAAB…"}))]
pub(crate) struct RefreshBody {
    /// Refresh token. Omit it to use the refresh token cookie.
    #[schema(value_type = String, required = false)]
    #[serde(default)]
    refresh_token: Member,
}

/// Uses the default body limit, so that a long token is reported as an invalid token, not as a body that is too large.
impl Input for RefreshBody {
    /// The value is `None` if the body contains no token.
    type Value = Option<String>;

    fn read(self, errors: &mut ValidationErrors) -> Option<Option<String>> {
        Some(self.refresh_token.optional("refresh_token", errors, string))
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Logout, example = json!({"refresh_token": "AQAAAAAAAAAB…"}))]
pub(crate) struct LogoutBody {
    /// Refresh token of the session to end.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    refresh_token: Member,
}

impl Input for LogoutBody {
    /// The value is `None` if the body contains no token.
    type Value = Option<String>;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Option<String>> {
        Some(self.refresh_token.nullable("refresh_token", errors, string).flatten())
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Token, example = json!({
    "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6…", "refresh_token": "AQAAAAAAAAAB…",
    "token_type": "bearer", "expires_in": 1800
}))]
pub(crate) struct TokenBody {
    access_token: String,
    /// Refresh token. Absent if it is set as a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    refresh_token: Option<String>,
    /// Token type. Always `bearer`.
    token_type: &'static str,
    /// Lifetime of the access token in seconds.
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
    pub(crate) fn without_refresh_token(pair: TokenPair) -> Self {
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
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
    /// Time of the last login or refresh.
    #[serde(serialize_with = "rfc3339::serialize")]
    last_used_at: DateTime<Utc>,
    /// When the session ends. A refresh does not extend the session.
    #[serde(serialize_with = "rfc3339::serialize")]
    expires_at: DateTime<Utc>,
    /// `User-Agent` of the login.
    user_agent: Option<&'a str>,
    /// IP address of the login.
    ip: Option<String>,
    /// `User-Agent` of the last refresh; null before the first refresh.
    last_user_agent: Option<&'a str>,
    /// IP address of the last refresh; null before the first refresh.
    last_ip: Option<String>,
    /// Whether this is the session of the request.
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
