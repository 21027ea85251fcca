//! The port behind which users are kept.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::{Email, LoginName, Name, PasswordHash, User, Username};

#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: Email,
    pub username: Username,
    pub name: Option<Name>,
    pub password_hash: PasswordHash,
}

/// A user and the hash that a login is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub user: User,
    pub password_hash: PasswordHash,
}

/// What a login is decided on.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    pub credentials: Credentials,
    /// Whether the user logged in from the network of the login lately.
    pub is_known_network: bool,
}

/// What a user changes about itself. What is `None` stays as it is at that moment.
#[derive(Debug, Clone)]
pub struct ProfileChange {
    pub user_id: UserId,
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub name: Option<Option<Name>>,
    /// The hash that the password was verified with, for an address that is another one.
    pub verified: Option<PasswordHash>,
    pub at: Timestamp,
}

/// Another password for a user.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    pub user_id: UserId,
    pub from: PasswordHash,
    pub to: PasswordHash,
    /// The session that lives on: the one that the change is made in.
    pub keep: Option<SessionId>,
    pub at: Timestamp,
}

/// Why a user can't be added or changed.
#[derive(Debug, Error)]
pub enum SaveUserError {
    #[error("the e-mail address is taken")]
    EmailTaken,
    #[error("the username is taken")]
    UsernameTaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[async_trait]
pub trait UserStore: Send + Sync {
    /// Adds an active user, created and updated `at`.
    ///
    /// MUST keep the canonical e-mail and the canonical username unique, also when many are created at once, and
    /// say which one is taken: the e-mail when both are.
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, SaveUserError>;

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Finds by the canonical form of either name.
    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError>;

    /// The same, with whether a session of the user was opened from `network` after `known_since`.
    ///
    /// MUST take the same steps for a name that no user has: the time must not tell.
    async fn find_for_login(
        &self,
        name: &LoginName,
        network: NetworkBlock,
        known_since: Timestamp,
    ) -> Result<Option<LoginRecord>, StoreError>;

    async fn find_credentials_of(&self, id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// Writes what `change` names, in one atomic step, and returns the user as it is then.
    ///
    /// MUST keep what others change at the same time, if `change` does not name it. MUST keep names unique as
    /// [`create`](Self::create) does. MUST fail with [`StoreError::Conflict`], writing nothing, when the user is gone or
    /// inactive, when `verified` is given and is not the stored hash any more, and when it is not given and the address
    /// would become one that is canonically another.
    async fn change_profile(&self, change: &ProfileChange) -> Result<User, SaveUserError>;

    /// At most so many users that follow `after` in the order of their ids.
    async fn list(&self, after: Option<UserId>, at_most: u32) -> Result<Vec<User>, StoreError>;

    /// Replaces the hash of the same password.
    ///
    /// MUST write nothing, and say so with false, when the stored hash is not `from` any more.
    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Replaces the hash and ends every session but `keep`, in one atomic step; returns the sessions that it ended.
    ///
    /// MUST fail with [`StoreError::Conflict`], writing nothing, when the stored hash is not `from` any more or the user
    /// is gone. No session opened on the old hash may outlive it, however close the two come:
    /// [`SessionStore::create`](crate::session::SessionStore::create) either comes first, and its session is ended, or
    /// it fails.
    async fn change_password(&self, change: &PasswordChange) -> Result<Vec<SessionId>, StoreError>;

    /// Activates or deactivates a user `at`; false when there is none. To deactivate MUST end all of the user's sessions
    /// in the same step: activated again, the user logs in anew.
    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError>;

    /// Notes that wrong passwords from before `at` are void; false when there is no such user.
    async fn unlock(&self, id: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Deletes a user and all that is the user's, in one atomic step, and remembers the id as deleted `at`.
    ///
    /// MUST fail with [`StoreError::Conflict`], deleting nothing, when the stored hash is not `verified` any more or the
    /// user is gone. MUST NOT give the id to anyone again.
    async fn delete(&self, id: UserId, verified: &PasswordHash, at: Timestamp) -> Result<(), StoreError>;

    /// Forgets ids that were deleted before this moment, at most so many; returns how many it forgot.
    async fn forget_deleted(&self, before: Timestamp, at_most: u32) -> Result<usize, StoreError>;
}
