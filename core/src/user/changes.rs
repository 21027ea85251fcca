//! The changes of a user that a store writes.

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::user::mail::{Link, QueuedMail};
use crate::user::{Email, Name, PasswordHash, Preferences, Username};

/// A change of a user's own profile. Fields that are `None` are not written.
#[derive(Debug, Clone)]
pub struct ProfileChange {
    /// The user.
    pub user_id: UserId,
    /// The new e-mail address.
    pub email: Option<Email>,
    /// The new username.
    pub username: Option<Username>,
    /// The new display name. `Some(None)` removes it.
    pub name: Option<Option<Name>>,
    /// The address to verify before it becomes the new address. `Some(None)` removes it.
    pub pending_email: Option<Option<Email>>,
    /// The new preferences.
    pub preferences: Option<Preferences>,
    /// The mail to queue.
    pub mail: Option<QueuedMail>,
    /// The hash that the password was verified against, if the change needs a confirmation.
    pub verified_hash: Option<PasswordHash>,
    /// The time of the change.
    pub at: Timestamp,
}

impl ProfileChange {
    /// Returns a change that writes nothing.
    pub const fn empty(user_id: UserId, at: Timestamp) -> Self {
        Self {
            user_id,
            email: None,
            username: None,
            name: None,
            pending_email: None,
            preferences: None,
            mail: None,
            verified_hash: None,
            at,
        }
    }
}

/// A change of a user's password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// The user.
    pub user_id: UserId,
    /// The hash that the current password was verified against.
    pub old_hash: PasswordHash,
    /// The new hash.
    pub new_hash: PasswordHash,
    /// The session that makes the change. It is not revoked.
    pub kept_session: Option<SessionId>,
    /// The notice to queue.
    pub mail: Option<QueuedMail>,
    /// The time of the change.
    pub at: Timestamp,
}

/// A verification of a user's e-mail address with a link.
#[derive(Debug, Clone)]
pub struct EmailVerification {
    /// The link.
    pub link: Link,
    /// The time of the verification.
    pub at: Timestamp,
}

/// A change of a user's e-mail address to the address of a link.
#[derive(Debug, Clone)]
pub struct EmailChange {
    /// The link.
    pub link: Link,
    /// The notice to queue. It is sent to the address that the change replaces.
    pub mail: QueuedMail,
    /// The time of the change.
    pub at: Timestamp,
}

/// An undo of a change of a user's e-mail address. It restores the address of a link.
#[derive(Debug, Clone)]
pub struct EmailUndo {
    /// The link.
    pub link: Link,
    /// The hash of a random password.
    pub new_hash: PasswordHash,
    /// The mail with a link to set a new password.
    pub mail: QueuedMail,
    /// The time of the undo.
    pub at: Timestamp,
}

/// A change of a user's password with a link.
#[derive(Debug, Clone)]
pub struct PasswordReset {
    /// The link.
    pub link: Link,
    /// The new hash.
    pub new_hash: PasswordHash,
    /// The notice to queue. `None` if the server sends no mails.
    pub mail: Option<QueuedMail>,
    /// The time of the change.
    pub at: Timestamp,
}
