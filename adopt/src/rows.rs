//! Rows of the older server, and the rows that Tasklane stores.

use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{Description, Status, Title, Version};
use tasklane_core::user::{Email, Name, PasswordHash, Username};

use crate::time::LegacyTime;

/// Maximum number of characters of a value, before its normalization. To limit memory use, a source may return only the
/// beginning of a longer text, with at least `MAX_READ + 1` characters. The additional character shows that the text is
/// too long.
///
/// The limit is twice the maximum length of a description, because normalization replaces at most two characters with
/// one.
pub const MAX_READ: usize = 2 * Description::MAX;

/// A row of the older users table, unchecked.
#[derive(Debug, Clone)]
pub struct LegacyUser {
    /// The primary key.
    pub id: i64,
    /// The e-mail address.
    pub email: Option<String>,
    /// The username. `None` if the older server has no usernames.
    pub username: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The password hash, in any format.
    pub hashed_password: Option<String>,
    /// Whether the user can log in. `None` counts as inactive.
    pub is_active: Option<bool>,
    /// When the row was created.
    pub created_at: LegacyTime,
    /// When the row was last changed.
    pub updated_at: LegacyTime,
}

/// A row of the older tasks table, unchecked.
#[derive(Debug, Clone)]
pub struct LegacyTask {
    /// The primary key.
    pub id: i64,
    /// The id of the owner. `None` if the users table has no such user.
    pub owner_id: Option<i64>,
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The status in lower case. For a boolean column, `completed` or `pending`.
    pub status: Option<String>,
    /// When the row was created.
    pub created_at: LegacyTime,
    /// When the row was last changed.
    pub updated_at: LegacyTime,
}

/// A user with valid values, as stored by the target.
#[derive(Debug, Clone)]
pub struct AdoptedUser {
    /// The id, as in the older database.
    pub id: UserId,
    /// The e-mail address.
    pub email: Email,
    /// The username. Derived from the e-mail address if the older server has none.
    pub username: Username,
    /// The display name.
    pub name: Option<Name>,
    /// The hash that a login verifies.
    pub password_hash: PasswordHash,
    /// Whether the user can log in.
    pub is_active: bool,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
}

/// A task with valid values, as stored by the target.
#[derive(Debug, Clone)]
pub struct AdoptedTask {
    /// The user who owns the task.
    pub owner_id: UserId,
    /// The id, as in the older database.
    pub id: TaskId,
    /// The title.
    pub title: Title,
    /// The description.
    pub description: Option<Description>,
    /// The status.
    pub status: Status,
    /// When the task was completed. `None` if it is not completed.
    pub completed_at: Option<Timestamp>,
    /// The version: 2 if the task was changed after its creation, otherwise 1.
    pub version: Version,
    /// The change number: 1, 2, 3, … for each owner.
    pub change_seq: i64,
    /// When the task was created.
    pub created_at: Timestamp,
    /// When the task was last changed.
    pub updated_at: Timestamp,
}
