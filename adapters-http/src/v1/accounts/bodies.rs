//! Request and response bodies of user accounts in v1.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::account::NewAccount;
use tasklane_core::user::{Email, Name, NewPassword, User, Username};
use utoipa::ToSchema;

use crate::extract::{Input, Member, text};
use crate::respond::{ValidationErrors, rfc3339};

#[derive(Deserialize, ToSchema)]
#[schema(as = Registration, example = json!({
    "email": "ada@example.org", "username": "ada", "password": "correct horse", "name": "Ada Lovelace"
}))]
pub(crate) struct RegisterBody {
    /// E-mail address, unique regardless of case.
    #[schema(value_type = String, format = Email, required = true, max_length = 254)]
    #[serde(default)]
    email: Member,
    /// Username, unique regardless of case. Must not contain `@`.
    #[schema(value_type = String, required = true, min_length = 3, max_length = 50)]
    #[serde(default)]
    username: Member,
    /// Password. At least 8 characters, and at most 72 bytes in UTF-8.
    #[schema(value_type = String, format = Password, required = true, min_length = 8, max_length = 72)]
    #[serde(default)]
    password: Member,
    /// Display name.
    #[schema(value_type = Option<String>, max_length = 100)]
    #[serde(default)]
    name: Member,
}

impl Input for RegisterBody {
    type Value = NewAccount;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<NewAccount> {
        let email = self.email.required("email", errors, text(Email::parse));
        let username = self.username.required("username", errors, text(Username::parse));
        let password = self.password.required("password", errors, text(NewPassword::parse));
        let name = self.name.nullable("name", errors, text(Name::parse));
        Some(NewAccount {
            email: email?,
            username: username?,
            password: password?,
            name: name.flatten().flatten(),
        })
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = User, example = json!({
    "id": 1, "email": "ada@example.org", "username": "ada", "name": "Ada Lovelace", "is_active": true,
    "created_at": "2026-01-31T09:30:00.000000Z"
}))]
pub(crate) struct UserBody<'a> {
    id: i64,
    /// E-mail address.
    email: &'a str,
    username: &'a str,
    name: Option<&'a str>,
    is_active: bool,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
}

impl<'a> From<&'a User> for UserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            username: user.username.as_str(),
            name: user.name.as_ref().map(Name::as_str),
            is_active: user.is_active,
            created_at: user.created_at,
        }
    }
}
