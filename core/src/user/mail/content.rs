//! The contents of mails.

use std::net::IpAddr;

use crate::user::Email;
use crate::user::mail::LinkPurpose;

/// The content of a mail, without its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailContent {
    /// A link to set a new password.
    ResetPassword,
    /// A link that verifies the e-mail address of the user.
    VerifyEmail,
    /// A link that makes this address the e-mail address of the user. The mail is sent to this address.
    VerifyNewEmail {
        /// The new address.
        email: Email,
    },
    /// A notice that the e-mail address was changed, with a link that undoes the change. The mail is sent to the old
    /// address.
    EmailChanged {
        /// The address before the change.
        old_email: Email,
        /// The address after the change.
        new_email: Email,
    },
    /// A notice that the password was changed.
    PasswordChanged,
    /// A notice of a login with a client and from a network that the user has not used recently.
    NewLogin {
        /// The user agent of the client.
        user_agent: Option<String>,
        /// The address of the client.
        ip: Option<IpAddr>,
    },
    /// A notice that a session was revoked, because a refresh token that was no longer valid was used.
    RefreshTokenReused,
}

/// The parameters of a [`MailContent`], as a store writes them: one column per field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailParameters {
    /// The address that the mail is sent to. `None` for the address of the user at the time of sending.
    pub recipient: Option<String>,
    /// The address after a change.
    pub new_email: Option<String>,
    /// The user agent of a login.
    pub user_agent: Option<String>,
    /// The address of the client of a login.
    pub ip: Option<String>,
}

impl MailContent {
    /// The kind of a notice that the e-mail address was changed.
    pub const EMAIL_CHANGED: &str = "email_changed";

    /// Returns the name of the kind, which stores, logs and metrics use.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::VerifyEmail => "verify_email",
            Self::VerifyNewEmail { .. } => "verify_new_email",
            Self::EmailChanged { .. } => Self::EMAIL_CHANGED,
            Self::PasswordChanged => "password_changed",
            Self::NewLogin { .. } => "new_login",
            Self::RefreshTokenReused => "refresh_token_reused",
        }
    }

    /// Returns the purpose of the link in the mail. `None` if the mail has no link.
    pub const fn link_purpose(&self) -> Option<LinkPurpose> {
        match self {
            Self::ResetPassword => Some(LinkPurpose::ResetPassword),
            Self::VerifyEmail => Some(LinkPurpose::VerifyEmail),
            Self::VerifyNewEmail { .. } => Some(LinkPurpose::VerifyNewEmail),
            Self::EmailChanged { .. } => Some(LinkPurpose::UndoEmailChange),
            Self::PasswordChanged | Self::NewLogin { .. } | Self::RefreshTokenReused => None,
        }
    }

    /// Returns the address that the mail is sent to. `None` for the address of the user at the time of sending.
    pub const fn recipient(&self) -> Option<&Email> {
        match self {
            Self::VerifyNewEmail { email } => Some(email),
            Self::EmailChanged { old_email, .. } => Some(old_email),
            _ => None,
        }
    }

    /// Returns the parameters, for a store.
    pub fn parameters(&self) -> MailParameters {
        let recipient = self.recipient().map(|email| email.as_str().to_owned());
        let none = MailParameters { recipient, ..MailParameters::default() };
        match self {
            Self::EmailChanged { new_email, .. } => {
                MailParameters { new_email: Some(new_email.as_str().to_owned()), ..none }
            }
            Self::NewLogin { user_agent, ip } => {
                MailParameters { user_agent: user_agent.clone(), ip: ip.map(|ip| ip.to_string()), ..none }
            }
            _ => none,
        }
    }

    /// Restores a content from its stored form. Returns `None` if the stored form is invalid.
    pub fn from_parts(kind: &str, parameters: MailParameters) -> Option<Self> {
        let MailParameters { recipient, new_email, user_agent, ip } = parameters;
        let email = |raw: Option<String>| Email::parse_existing(&raw?).ok();
        Some(match kind {
            "reset_password" => Self::ResetPassword,
            "verify_email" => Self::VerifyEmail,
            "verify_new_email" => Self::VerifyNewEmail { email: email(recipient)? },
            Self::EMAIL_CHANGED => {
                Self::EmailChanged { old_email: email(recipient)?, new_email: email(new_email)? }
            }
            "password_changed" => Self::PasswordChanged,
            "new_login" => Self::NewLogin { user_agent, ip: ip.map(|ip| ip.parse()).transpose().ok()? },
            "refresh_token_reused" => Self::RefreshTokenReused,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_form_restores_every_content() {
        let email = |raw| Email::parse(raw).unwrap();
        let ip = Some(IpAddr::from([192, 0, 2, 7]));
        for content in [
            MailContent::ResetPassword,
            MailContent::VerifyEmail,
            MailContent::VerifyNewEmail { email: email("ada@new.example") },
            MailContent::EmailChanged {
                old_email: email("ada@old.example"),
                new_email: email("ada@new.example"),
            },
            MailContent::PasswordChanged,
            MailContent::NewLogin { user_agent: Some("Firefox".to_owned()), ip },
            MailContent::NewLogin { user_agent: None, ip: None },
            MailContent::RefreshTokenReused,
        ] {
            let restored = MailContent::from_parts(content.kind(), content.parameters());
            assert_eq!(restored.as_ref(), Some(&content));
        }
        assert_eq!(MailContent::from_parts("unknown", MailParameters::default()), None);
        assert_eq!(MailContent::from_parts("email_changed", MailParameters::default()), None);
    }
}
