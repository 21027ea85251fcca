//! The port that stores users.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::{Email, LoginName, Name, PasswordHash, User, Username};

/// The values of a user to create.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The e-mail address.
    pub email: Email,
    /// The username.
    pub username: Username,
    /// The display name.
    pub name: Option<Name>,
    /// The hash of the password.
    pub password_hash: PasswordHash,
}

/// A user and the password hash.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The hash of the password.
    pub password_hash: PasswordHash,
}

/// The stored data that a login needs.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    /// The user and the password hash.
    pub credentials: Credentials,
    /// Whether the user recently logged in from the network of the login.
    pub is_known_network: bool,
}

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
    /// The hash that the password was verified against, if the change needs a confirmation.
    pub verified_hash: Option<PasswordHash>,
    /// The time of the change.
    pub at: Timestamp,
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
    /// The time of the change.
    pub at: Timestamp,
}

/// Why a user can't be created or changed.
#[derive(Debug, Error)]
pub enum SaveUserError {
    /// Another user has this e-mail address, ignoring case, or it is reserved.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another user has this username, ignoring case and Unicode form, or it is reserved.
    #[error("the username is taken")]
    UsernameTaken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stored users, with unique e-mail addresses and usernames.
///
/// A user who changes a name or is deleted releases the old name. For [`NAME_RESERVATION`](crate::user::NAME_RESERVATION)
/// after the release, it MUST stay reserved: only the same user can take it. Other users MUST get the error of a taken
/// name. A name with the same canonical form is the same name, and is not released.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Creates an active user with the creation and update time `at`.
    ///
    /// MUST keep the canonical e-mail address and the canonical username unique, also under concurrency. MUST report
    /// which of the two is taken or reserved at the time `at`, or the e-mail address if both are.
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError>;

    /// Returns the user. `None` if the user does not exist.
    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Finds a user by canonical e-mail address or username.
    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError>;

    /// Finds a user as [`find_credentials`](Self::find_credentials) does, and returns whether the user logged in from
    /// `network` after `known_since`.
    ///
    /// MUST take the same steps for an unknown name, so that the response time does not reveal whether the user exists.
    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError>;

    /// Returns the user with the password hash, by id.
    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// Writes the given fields in one atomic step, and returns the changed user.
    ///
    /// MUST NOT overwrite concurrent changes to other fields. MUST keep names unique as [`create`](Self::create) does, and
    /// release the old name in the same step.
    /// MUST fail with [`StoreError::Conflict`], writing nothing, if the user is deleted or inactive, or if
    /// `verified_hash` is set and no longer equals the stored hash. Without `verified_hash`, MUST also fail if the
    /// canonical address would change.
    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError>;

    /// Returns at most `limit` users with ids greater than `after`, in order of id.
    async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, StoreError>;

    /// Replaces a hash by a newer hash of the same password.
    ///
    /// MUST write nothing and return false if the stored hash is no longer `from`.
    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Replaces the hash and revokes all sessions except `kept_session`, in one atomic step. Returns the revoked
    /// sessions.
    ///
    /// MUST fail with [`StoreError::Conflict`], writing nothing, if the stored hash is no longer `old_hash` or the user
    /// is deleted. Except for `kept_session`, a session that was created with the old hash MUST NOT stay live. A
    /// concurrent [`SessionStore::create`](crate::session::SessionStore::create) is either committed first, and its
    /// session is revoked, or it fails.
    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError>;

    /// Activates or deactivates a user. Returns false if the user does not exist. Deactivation MUST revoke all
    /// sessions of the user in the same step, so that the user has to log in again after a reactivation.
    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError>;

    /// Records that failed attempts before `at` don't count. Returns false if the user does not exist.
    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Deletes a user with all data in one atomic step, releases the user's names, and records the id as deleted at the
    /// time `at`.
    ///
    /// MUST fail with [`StoreError::Conflict`], deleting nothing, if the stored hash is no longer `verified` or the
    /// user is deleted. MUST NOT reuse the id.
    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError>;

    /// Removes the records of at most `limit` users who were deleted before `before`, and returns their number.
    async fn purge_deleted_users(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError>;

    /// Removes the records of at most `limit` released names whose reservation has ended by `now`, and returns their
    /// number. MUST NOT remove the record of a name that a user has.
    async fn purge_released_names(&self, now: Timestamp, limit: u32) -> Result<usize, StoreError>;
}
