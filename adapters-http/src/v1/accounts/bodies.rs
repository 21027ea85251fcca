//! Request and response bodies of user accounts in v1.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tasklane_core::account::NewAccount;
use tasklane_core::user::{Email, Language, Name, NewPassword, Role, User, Username};
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
    /// Language of e-mails. By default, the first supported language of `Accept-Language`, or `en`.
    #[schema(value_type = LanguageBody, required = false)]
    #[serde(default)]
    language: Member,
}

/// The values of a registration. Without a language, the `Accept-Language` header decides.
pub(crate) struct RegistrationInput {
    email: Email,
    username: Username,
    password: NewPassword,
    name: Option<Name>,
    language: Option<Language>,
}

impl RegistrationInput {
    /// Returns the account, with the preferred language of the client if the body has none.
    pub(crate) fn into_account(self, accepted: Option<Language>) -> NewAccount {
        let Self { email, username, password, name, language } = self;
        NewAccount { email, username, password, name, language: language.or(accepted).unwrap_or_default() }
    }
}

impl Input for RegisterBody {
    type Value = RegistrationInput;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<RegistrationInput> {
        let email = self.email.required("email", errors, text(Email::parse));
        let username = self.username.required("username", errors, text(Username::parse));
        let password = self.password.required("password", errors, text(NewPassword::parse));
        let name = self.name.nullable("name", errors, text(Name::parse));
        let language = self.language.optional("language", errors, text(Language::parse));
        Some(RegistrationInput {
            email: email?,
            username: username?,
            password: password?,
            name: name.flatten().flatten(),
            language,
        })
    }
}

/// Language tag (BCP 47).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Language)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LanguageBody {
    En,
    Es,
    De,
}

impl From<Language> for LanguageBody {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::En,
            Language::Spanish => Self::Es,
            Language::German => Self::De,
        }
    }
}

/// Permissions beyond the user's own account and tasks. No operation checks the role yet.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Role)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RoleBody {
    User,
    Admin,
}

impl From<Role> for RoleBody {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Admin => Self::Admin,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = User, example = json!({
    "id": 1, "email": "ada@example.org", "email_verified": true, "pending_email": null, "username": "ada",
    "name": "Ada Lovelace", "role": "user", "language": "en", "time_zone": "Europe/London", "login_notices": true,
    "is_active": true, "created_at": "2026-01-31T09:30:00.000000Z"
}))]
pub(crate) struct UserBody<'a> {
    id: i64,
    /// E-mail address.
    email: &'a str,
    /// Whether the user has opened a link that was sent to `email`.
    email_verified: bool,
    /// Address that replaces `email` when the user opens the link that was sent to it.
    pending_email: Option<&'a str>,
    username: &'a str,
    name: Option<&'a str>,
    role: RoleBody,
    /// Language of e-mails.
    language: LanguageBody,
    /// Time zone of times in e-mails, a name of the IANA time zone database.
    time_zone: &'static str,
    /// Whether the user gets an e-mail after a login with a new client from a new network.
    login_notices: bool,
    is_active: bool,
    #[serde(serialize_with = "rfc3339::serialize")]
    created_at: DateTime<Utc>,
}

impl<'a> From<&'a User> for UserBody<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email.as_str(),
            email_verified: user.email_verified,
            pending_email: user.pending_email.as_ref().map(Email::as_str),
            username: user.username.as_str(),
            name: user.name.as_ref().map(Name::as_str),
            role: user.role.into(),
            language: user.preferences.language.into(),
            time_zone: user.preferences.time_zone.name(),
            login_notices: user.preferences.login_notices,
            is_active: user.is_active,
            created_at: user.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_languages_and_roles_match_the_domain() {
        for language in Language::ALL {
            assert_eq!(serde_json::to_value(LanguageBody::from(language)).unwrap(), language.tag());
        }
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(RoleBody::from(role)).unwrap(), role.as_str());
        }
    }
}
