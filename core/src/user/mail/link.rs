//! Single-use links in mails.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::handle::{Handle, HandleId, SecretHash};
use crate::ids::UserId;
use crate::user::Email;

/// The operation that a link allows. The link is invalid for every other operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Sets a new password.
    ResetPassword,
    /// Verifies the e-mail address of the user.
    VerifyEmail,
    /// Replaces the e-mail address of the user by the address of the link.
    VerifyNewEmail,
    /// Undoes a change of the e-mail address.
    UndoEmailChange,
    /// Nothing. A notice without a link is recorded in this way, so that the notices of the last hour can be counted.
    Notice,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 5] =
        [Self::ResetPassword, Self::VerifyEmail, Self::VerifyNewEmail, Self::UndoEmailChange, Self::Notice];

    /// Returns the name that stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::VerifyEmail => "verify_email",
            Self::VerifyNewEmail => "verify_new_email",
            Self::UndoEmailChange => "undo_email_change",
            Self::Notice => "notice",
        }
    }

    /// Returns the purpose with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }

    /// Returns how many of these links or notices a user gets per hour. `None` for notices that the user must not miss.
    pub const fn max_per_hour(self) -> Option<usize> {
        match self {
            Self::ResetPassword | Self::VerifyEmail | Self::VerifyNewEmail => Some(3),
            Self::Notice => Some(10),
            Self::UndoEmailChange => None,
        }
    }

    /// Returns how long a link is valid after it was sent. A link in a notice is valid longer, because the user does
    /// not expect the notice and may read it days later.
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::UndoEmailChange => TimeDelta::days(7),
            Self::Notice => TimeDelta::zero(),
            _ => TimeDelta::minutes(30),
        }
    }
}

/// A stored link. It is valid for one user, one purpose and one address, until it is used or expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRecord {
    /// The user.
    pub user_id: UserId,
    /// The id, unique among the links of the user.
    pub id: HandleId,
    /// The operation that the link allows.
    pub purpose: LinkPurpose,
    /// The hash of the secret.
    pub secret_hash: SecretHash,
    /// The address that the link was sent to.
    pub email: Email,
    /// When the link was made. For a link that undoes a change of the address, when the change happened.
    pub created_at: Timestamp,
    /// When the link expires.
    pub expires_at: Timestamp,
}

impl LinkRecord {
    /// Returns whether `link` is this link, has its secret and has not expired.
    pub fn is_valid(&self, link: &Link, now: Timestamp) -> bool {
        self.user_id == link.user_id
            && self.id == link.id
            && self.purpose == link.purpose
            && self.secret_hash == link.secret_hash
            && now < self.expires_at
    }
}

/// A link that a client presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The user.
    pub user_id: UserId,
    /// The id of the record.
    pub id: HandleId,
    /// The operation that the client requests.
    pub purpose: LinkPurpose,
    /// The hash of the presented secret.
    pub secret_hash: SecretHash,
}

impl Link {
    /// Returns the link of a handle, for this purpose.
    pub fn new(handle: &Handle, purpose: LinkPurpose) -> Self {
        Self { user_id: handle.user_id, id: handle.id, purpose, secret_hash: handle.secret_hash() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_its_own_name() {
        for purpose in LinkPurpose::ALL {
            assert_eq!(LinkPurpose::from_name(purpose.as_str()), Some(purpose));
        }
        assert_eq!(LinkPurpose::from_name("login"), None);
    }
}
