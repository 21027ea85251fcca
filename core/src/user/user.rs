//! A user as it is stored, without the password hash.

use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::user::{Email, Name, Username};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub username: Username,
    pub name: Option<Name>,
    /// An inactive user keeps everything and can do nothing.
    pub is_active: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When an operator last made wrong passwords from before void.
    pub unlocked_at: Option<Timestamp>,
}
