//! A stored user, without the password hash.

use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::user::{Email, Name, Username};

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
    /// Whether the user is active. An inactive user can't log in or call the API, but all data stays stored.
    pub is_active: bool,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// When an operator last unlocked the user. Failed attempts before this time don't count.
    pub unlocked_at: Option<Timestamp>,
}
