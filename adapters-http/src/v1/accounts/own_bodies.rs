//! What users send to change or delete their own account.

use serde::Deserialize;
use tasklane_core::account::ProfilePatch;
use tasklane_core::user::{Email, Name, NewPassword, PasswordAttempt, Username};
use utoipa::ToSchema;

use crate::extract::{Input, Member, string, text};
use crate::respond::Faults;

/// What is absent stays as it is. A `name` of null, or a blank one, clears it.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProfilePatch, example = json!({"name": "Ada Lovelace"}))]
pub(crate) struct ProfilePatchBody {
    /// Unique without regard to case. Another address than before needs `password`, unless the login was at most 10
    /// minutes ago; a change of case alone does not.
    #[schema(value_type = String, format = Email, max_length = 254)]
    #[serde(default)]
    email: Member,
    /// Unique without regard to case; no @. Another username needs `password` as another `email` does.
    #[schema(value_type = String, min_length = 3, max_length = 50)]
    #[serde(default)]
    username: Member,
    #[schema(value_type = Option<String>, max_length = 100)]
    #[serde(default)]
    name: Member,
    /// The current password. Only for another `email` or `username`; else ignored.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    password: Member,
    /// The same under its older name; ignored beside `password`.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    current_password: Member,
}

impl Input for ProfilePatchBody {
    type Value = ProfilePatch;
    const MAX_BYTES: usize = 8 * 1024;
    const MEDIA_TYPES: &'static [&'static str] = &["application/json", "application/merge-patch+json"];

    fn read(self, faults: &mut Faults) -> Option<ProfilePatch> {
        let password = self.password.optional("password", faults, string);
        let password = password.or(self.current_password.optional("current_password", faults, string));
        Some(ProfilePatch {
            email: self.email.optional("email", faults, text(Email::parse)),
            username: self.username.optional("username", faults, text(Username::parse)),
            name: self.name.nullable("name", faults, text(Name::parse)).map(Option::flatten),
            password: password.as_deref().map(PasswordAttempt::new),
        })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordChange, example = json!({
    "current_password": "correct horse", "new_password": "battery staple"
}))]
pub(crate) struct PasswordChangeBody {
    #[schema(value_type = String, format = Password, required = true)]
    #[serde(default)]
    current_password: Member,
    /// At most 72 bytes in UTF-8.
    #[schema(value_type = String, format = Password, required = true, min_length = 8, max_length = 72)]
    #[serde(default)]
    new_password: Member,
}

impl Input for PasswordChangeBody {
    type Value = (PasswordAttempt, NewPassword);
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, faults: &mut Faults) -> Option<Self::Value> {
        let current = self.current_password.required("current_password", faults, string);
        let new = self.new_password.required("new_password", faults, text(NewPassword::parse));
        Some((PasswordAttempt::new(&current?), new?))
    }
}

/// Confirms that the caller owns the account.
#[derive(Deserialize, ToSchema)]
#[schema(as = Confirmation, example = json!({"password": "correct horse"}))]
pub(crate) struct ConfirmationBody {
    /// Needed unless the login was at most 10 minutes ago.
    #[schema(value_type = String, format = Password, required = false)]
    #[serde(default)]
    password: Member,
}

impl Input for ConfirmationBody {
    /// `None` when the body names no password.
    type Value = Option<PasswordAttempt>;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, faults: &mut Faults) -> Option<Option<PasswordAttempt>> {
        let password = self.password.optional("password", faults, string);
        Some(password.as_deref().map(PasswordAttempt::new))
    }
}
