//! Request bodies that update or delete the current user.

use serde::Deserialize;
use tasklane_core::account::ProfilePatch;
use tasklane_core::user::{Email, Language, Name, NewPassword, PasswordAttempt, TimeZone, Username};
use utoipa::ToSchema;

use super::bodies::LanguageBody;
use crate::extract::{Input, Member, boolean, string, text};
use crate::respond::ValidationErrors;

/// Members that are absent remain unchanged. `name` is cleared if it is null or blank.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProfilePatch, example = json!({"name": "Ada Lovelace"}))]
pub(crate) struct ProfilePatchBody {
    /// New e-mail address, unique regardless of case. A change requires `password` unless the session was opened by a
    /// login within the last 10 minutes. Changing only the case never requires `password`.
    #[schema(value_type = String, format = Email, max_length = 254)]
    #[serde(default)]
    email: Member,
    /// New username, unique regardless of case. Must not contain `@`. A change requires `password` under the same
    /// conditions as a change of `email`.
    #[schema(value_type = String, min_length = 3, max_length = 50)]
    #[serde(default)]
    username: Member,
    /// Display name.
    #[schema(value_type = Option<String>, max_length = 100)]
    #[serde(default)]
    name: Member,
    /// Language of e-mails.
    #[schema(value_type = LanguageBody, required = false)]
    #[serde(default)]
    language: Member,
    /// Time zone of times in e-mails, a name of the IANA time zone database such as `Europe/Berlin`.
    #[schema(value_type = String, required = false)]
    #[serde(default)]
    time_zone: Member,
    /// Whether to send an e-mail after a login with a new client from a new network. Notices of changes to the account
    /// are always sent.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    login_notices: Member,
    /// Current password. Used only if `email` or `username` changes.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    password: Member,
    /// Former name of `password`. Ignored if `password` is present.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    current_password: Member,
}

impl Input for ProfilePatchBody {
    type Value = ProfilePatch;
    const MAX_BYTES: usize = 8 * 1024;
    const MEDIA_TYPES: &'static [&'static str] = &["application/json", "application/merge-patch+json"];

    fn read(self, errors: &mut ValidationErrors) -> Option<ProfilePatch> {
        let password = self.password.optional("password", errors, string);
        let password =
            password.or_else(|| self.current_password.optional("current_password", errors, string));
        Some(ProfilePatch {
            email: self.email.optional("email", errors, text(Email::parse)),
            username: self.username.optional("username", errors, text(Username::parse)),
            name: self.name.nullable("name", errors, text(Name::parse)).map(Option::flatten),
            language: self.language.optional("language", errors, text(Language::parse)),
            time_zone: self.time_zone.optional("time_zone", errors, text(TimeZone::parse)),
            login_notices: self.login_notices.optional("login_notices", errors, boolean),
            password: password.as_deref().map(PasswordAttempt::new),
        })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordChange, example = json!({
    "current_password": "correct horse", "new_password": "battery staple"
}))]
pub(crate) struct PasswordChangeBody {
    /// Current password.
    #[schema(value_type = String, format = Password, required = true)]
    #[serde(default)]
    current_password: Member,
    /// New password. At least 8 characters, and at most 72 bytes in UTF-8.
    #[schema(value_type = String, format = Password, required = true, min_length = 8, max_length = 72)]
    #[serde(default)]
    new_password: Member,
}

impl Input for PasswordChangeBody {
    type Value = (PasswordAttempt, NewPassword);
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Self::Value> {
        let current = self.current_password.required("current_password", errors, string);
        let new = self.new_password.required("new_password", errors, text(NewPassword::parse));
        Some((PasswordAttempt::new(&current?), new?))
    }
}

/// Confirms that the caller owns the account.
#[derive(Deserialize, ToSchema)]
#[schema(as = Confirmation, example = json!({"password": "correct horse"}))]
pub(crate) struct ConfirmationBody {
    /// Current password. Required unless the session was opened by a login within the last 10 minutes.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    password: Member,
}

impl Input for ConfirmationBody {
    /// The value is `None` if the body contains no password.
    type Value = Option<PasswordAttempt>;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Option<PasswordAttempt>> {
        let password = self.password.optional("password", errors, string);
        Some(password.as_deref().map(PasswordAttempt::new))
    }
}
