//! Request bodies of the routes that use mails.

use serde::Deserialize;
use tasklane_core::user::{LoginName, NewPassword};
use utoipa::ToSchema;

use crate::extract::{Input, Member, string, text};
use crate::respond::ValidationErrors;
use crate::v1::sessions::login_name;

#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordResetRequest, example = json!({"email": "ada@example.org"}))]
pub(super) struct ForgotPasswordBody {
    /// E-mail address of the account, regardless of case. Used only if `username` is absent.
    #[schema(value_type = String)]
    #[serde(default)]
    email: Member,
    /// Username or e-mail address of the account, regardless of case.
    #[schema(value_type = String)]
    #[serde(default)]
    username: Member,
}

impl Input for ForgotPasswordBody {
    /// `None` if no account can have the given name.
    type Value = Option<LoginName>;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<Self::Value> {
        login_name(self.username, self.email, errors)
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordReset, example = json!({
    "token": "tll_00000000001…", "new_password": "battery staple"
}))]
pub(super) struct ResetPasswordBody {
    /// Token of the link, the part after `#token=`.
    #[schema(value_type = String, required = true)]
    #[serde(default)]
    token: Member,
    /// New password. At least 8 characters, and at most 72 bytes in UTF-8.
    #[schema(value_type = String, format = Password, required = true, min_length = 8, max_length = 72)]
    #[serde(default)]
    new_password: Member,
}

pub(super) struct ResetPassword {
    pub(super) token: String,
    pub(super) new_password: NewPassword,
}

impl Input for ResetPasswordBody {
    type Value = ResetPassword;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<ResetPassword> {
        let token = self.token.required("token", errors, string);
        let new_password = self.new_password.required("new_password", errors, text(NewPassword::parse));
        Some(ResetPassword { token: token?, new_password: new_password? })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = Link, example = json!({"token": "tll_00000000001…"}))]
pub(super) struct LinkBody {
    /// Token of the link, the part after `#token=`.
    #[schema(value_type = String, required = true)]
    #[serde(default)]
    token: Member,
}

impl Input for LinkBody {
    type Value = String;
    const MAX_BYTES: usize = 8 * 1024;

    fn read(self, errors: &mut ValidationErrors) -> Option<String> {
        self.token.required("token", errors, string)
    }
}
