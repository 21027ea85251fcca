//! A stored user, without the password hash.

use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::user::{Email, Name, Username};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub username: Username,
    pub name: Option<Name>,
    /// An inactive user can't log in or call the API. All data is kept.
    pub is_active: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When an operator last unlocked the user. Failed attempts before this time don't count.
    pub unlocked_at: Option<Timestamp>,
}
