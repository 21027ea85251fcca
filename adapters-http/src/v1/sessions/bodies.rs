//! Logins and tokens as v1 writes and reads them.

use serde::{Deserialize, Serialize};
use tasklane_core::session::TokenPair;
use tasklane_core::user::{LoginName, PasswordAttempt};
use utoipa::ToSchema;

use crate::input::{Input, Member, string};
use crate::problem::Faults;

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
        let name = match (self.username, self.email) {
            (Member::Absent, email @ Member::Given(_)) => email.required("email", faults, string),
            (username, _) => username.required("username", faults, string),
        };
        let attempt = self.password.required("password", faults, string);
        Some(Login { name: LoginName::parse(&name?), attempt: PasswordAttempt::new(&attempt?) })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Refresh, example = json!({"refresh_token": "AQAAAAAAAAABo2…"}))]
pub(crate) struct RefreshBody {
    #[schema(value_type = String, required = true)]
    #[serde(default)]
    refresh_token: Member,
}

/// Of the size that any body may have: who presents an absurd token is told that it is none, not that it is large.
impl Input for RefreshBody {
    type Value = String;

    fn read(self, faults: &mut Faults) -> Option<String> {
        self.refresh_token.required("refresh_token", faults, string)
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
    refresh_token: String,
    /// Always `bearer`.
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: i64,
}

impl From<TokenPair> for TokenBody {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access_token,
            refresh_token: pair.refresh_token,
            token_type: "bearer",
            expires_in: pair.expires_in.num_seconds(),
        }
    }
}
