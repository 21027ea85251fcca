//! Rows of the older server, and the rows that Tasklane stores.

use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{Description, Status, Title, Version};
use tasklane_core::user::{Email, Name, PasswordHash, Username};

use crate::time::LegacyTime;

/// A source reads at most one character more than this of each text. That bounds memory and still shows that a text
/// is too long. It is twice the maximum length of a description, because normalization replaces at most two
/// characters by one.
pub const MAX_READ: usize = 2 * Description::MAX;

/// A row of the older users table, unchecked.
#[derive(Debug, Clone)]
pub struct LegacyUser {
    pub id: i64,
    pub email: Option<String>,
    pub username: Option<String>,
    pub name: Option<String>,
    pub hashed_password: Option<String>,
    pub is_active: Option<bool>,
    pub created_at: LegacyTime,
    pub updated_at: LegacyTime,
}

/// A row of the older tasks table, unchecked.
#[derive(Debug, Clone)]
pub struct LegacyTask {
    pub id: i64,
    /// `None` when the users table has no such user.
    pub owner_id: Option<i64>,
    pub title: Option<String>,
    pub description: Option<String>,
    /// In lower case. For a boolean column, `completed` or `pending`.
    pub status: Option<String>,
    pub created_at: LegacyTime,
    pub updated_at: LegacyTime,
}

#[derive(Debug, Clone)]
pub struct AdoptedUser {
    pub id: UserId,
    pub email: Email,
    pub username: Username,
    pub name: Option<Name>,
    pub password_hash: PasswordHash,
    pub is_active: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct AdoptedTask {
    pub owner_id: UserId,
    pub id: TaskId,
    pub title: Title,
    pub description: Option<Description>,
    pub status: Status,
    pub completed_at: Option<Timestamp>,
    pub version: Version,
    /// 1, 2, 3, … for each owner.
    pub change_seq: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
