//! User administration by operators, on the command line. The API has no such operations, because there are no
//! administrator accounts.

use std::slice::from_ref;
use std::sync::Arc;

use thiserror::Error;

use crate::account::NewAccount;
use crate::clock::Clock;
use crate::ids::UserId;
use crate::invalid::Invalid;
use crate::store_error::StoreError;
use crate::user::{
    HashJobOrigin, HasherError, LoginName, NewPassword, NewUser, PasswordChange, PasswordHasher,
    PasswordRules, SaveUserError, User, UserStore,
};

/// Maximum number of attempts to replace the stored hash. An attempt fails if the hash changes concurrently, for
/// example when a login rehashes the password.
const MAX_ATTEMPTS: usize = 3;

/// The use cases of operators: create, list, unlock, activate and deactivate users, and set passwords.
#[derive(Clone)]
pub struct UserAdministration {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    clock: Arc<dyn Clock>,
}

/// Why a command of an operator failed. Nothing was changed, unless the database failed with
/// [`StoreError::OutcomeUnknown`].
#[derive(Debug, Error)]
pub enum AdministrationError {
    /// No user has this e-mail address or username.
    #[error("no such user")]
    NotFound,
    /// The password rules reject the new password.
    #[error("the password {0}")]
    WeakPassword(Invalid),
    /// The user can't be stored, for example because the username is taken.
    #[error(transparent)]
    Save(#[from] SaveUserError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UserAdministration {
    /// Creates the service. `rules` apply to new passwords.
    pub fn new(
        users: Arc<dyn UserStore>,
        hasher: Arc<dyn PasswordHasher>,
        rules: PasswordRules,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { users, hasher, rules, clock }
    }

    /// Creates a user, even if registration is closed.
    pub async fn create(&self, account: NewAccount) -> Result<User, AdministrationError> {
        let NewAccount { email, username, name, password, language } = account;
        self.rules
            .check(&password, &email, from_ref(&username))
            .map_err(AdministrationError::WeakPassword)?;
        let password_hash = self.hasher.hash(&password, HashJobOrigin::OPERATOR).await?;
        let new = NewUser { email, username, name, password_hash, language, verification: None };
        Ok(self.users.create(&new, self.clock.now()).await?)
    }

    /// Returns at most `limit` users with ids greater than `after`, in order of id.
    pub async fn list(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, AdministrationError> {
        Ok(self.users.list(after, limit).await?)
    }

    /// Sets a new password and revokes all sessions of the user. Returns the user and the number of revoked sessions.
    pub async fn set_password(
        &self,
        name: &LoginName,
        password: &NewPassword,
    ) -> Result<(User, usize), AdministrationError> {
        let to = self.hasher.hash(password, HashJobOrigin::OPERATOR).await?;
        for _ in 0..MAX_ATTEMPTS {
            let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
            let User { email, username, .. } = &found.user;
            self.rules
                .check(password, email, from_ref(username))
                .map_err(AdministrationError::WeakPassword)?;
            let (user_id, from) = (found.user.id, found.password_hash);
            let change = PasswordChange {
                user_id,
                old_hash: from,
                new_hash: to.clone(),
                kept_session: None,
                mail: None,
                at: self.clock.now(),
            };
            match self.users.change_password(&change).await {
                Err(StoreError::Conflict) => {}
                ended => return Ok((found.user, ended?.len())),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Resets the failed attempts for the names and sessions of the user, on every replica.
    pub async fn unlock(&self, name: &LoginName) -> Result<User, AdministrationError> {
        let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
        let now = self.clock.now();
        if !self.users.unlock(found.user.id, now).await? {
            return Err(AdministrationError::NotFound);
        }
        Ok(User { unlocked_at: Some(now), ..found.user })
    }

    /// Activates a user, or deactivates a user and revokes all sessions. Returns the changed user.
    pub async fn set_active(&self, name: &LoginName, active: bool) -> Result<User, AdministrationError> {
        let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
        if !self.users.set_active(found.user.id, active, self.clock.now()).await? {
            return Err(AdministrationError::NotFound);
        }
        Ok(User { is_active: active, ..found.user })
    }
}
