//! A stored user, without the password hash.

use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::user::{Email, Language, Name, Role, TimeZone, Username};

/// A stored user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id, which is never reused.
    pub id: UserId,
    /// The e-mail address, unique ignoring case.
    pub email: Email,
    /// The username, unique ignoring case and Unicode form.
    pub username: Username,
    /// The display name.
    pub name: Option<Name>,
    /// Whether the user has opened a link that was sent to the address.
    pub email_verified: bool,
    /// The address that replaces `email` when the user opens the link that was sent to it.
    pub pending_email: Option<Email>,
    /// `Some` if the user must verify the address before the first login. The account is removed at this
    /// time, unless it was used.
    pub verification_due_at: Option<Timestamp>,
    /// The permissions of the user beyond the user's own account and tasks.
    pub role: Role,
    /// The preferences of the user.
    pub preferences: Preferences,
    /// Whether the user is active. An inactive user can't log in or call the API, but all data stays stored.
    pub is_active: bool,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// When an operator last unlocked the user. Failed attempts before this time don't count.
    pub unlocked_at: Option<Timestamp>,
}

/// The preferences of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// The language of mails.
    pub language: Language,
    /// The time zone of times in mails.
    pub time_zone: TimeZone,
    /// Whether the user gets a mail after a login with a new client from a new network. The user always gets notices of
    /// changes to the account.
    pub login_notices: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { language: Language::default(), time_zone: TimeZone::UTC, login_notices: true }
    }
}
