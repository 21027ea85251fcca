//! The port behind which users are kept.

use async_trait::async_trait;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::UserId;
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

#[derive(Debug, Error)]
pub enum CreateUserError {
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
    async fn create(&self, new: &NewUser, at: Timestamp) -> Result<User, CreateUserError>;

    async fn find(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Finds by the canonical form of either name.
    async fn find_credentials(&self, name: &LoginName) -> Result<Option<Credentials>, StoreError>;

    /// Replaces the hash of the same password.
    ///
    /// MUST write nothing, and say so with false, when the stored hash is not `from` any more.
    async fn replace_hash(
        &self,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Activates or deactivates a user `at`; false when there is none.
    async fn set_active(&self, id: UserId, active: bool, at: Timestamp) -> Result<bool, StoreError>;
}
