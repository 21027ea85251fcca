//! Converts errors of links from mails to problems.

use tasklane_core::account::{EmailLinkError, LinkError, MailDisabled, ResetPasswordError};
use tasklane_core::user::SaveUserError;

use super::code::Code;
use super::fault::Fault;
use super::problem::Problem;

impl Problem {
    /// Returns the problem for every invalid link. The text does not depend on the reason.
    pub(crate) fn link_invalid() -> Self {
        Self::new(
            Code::LinkInvalid,
            "This link is invalid, has expired or was already used; request a new one",
        )
    }
}

impl From<MailDisabled> for Problem {
    fn from(_: MailDisabled) -> Self {
        Self::new(Code::MailDisabled, "This server does not send e-mail; ask its operator for help")
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Invalid => Self::link_invalid(),
            LinkError::Store(error) => error.into(),
        }
    }
}

impl From<ResetPasswordError> for Problem {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::Link(error) => error.into(),
            ResetPasswordError::WeakPassword(invalid) => Fault::new("body", "new_password", invalid).into(),
            ResetPasswordError::Hasher(error) => error.into(),
        }
    }
}

impl From<EmailLinkError> for Problem {
    fn from(error: EmailLinkError) -> Self {
        match error {
            EmailLinkError::Link(error) => error.into(),
            EmailLinkError::Save(SaveUserError::Store(error)) => error.into(),
            EmailLinkError::Save(SaveUserError::EmailTaken | SaveUserError::UsernameTaken) => Self::new(
                Code::EmailUnavailable,
                "Another account has taken this e-mail address since the link was sent",
            ),
            EmailLinkError::Hasher(error) => error.into(),
        }
    }
}
