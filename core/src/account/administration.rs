//! What an operator does with users. No request can ask for it: there is no administrator among the users.

use std::slice::from_ref;
use std::sync::Arc;

use thiserror::Error;

use crate::account::NewAccount;
use crate::clock::Clock;
use crate::ids::UserId;
use crate::invalid::Invalid;
use crate::store_error::StoreError;
use crate::user::{
    Applicant, HasherError, LoginName, NewPassword, NewUser, PasswordChange, PasswordHasher, PasswordRules,
    SaveUserError, User, UserStore,
};

/// How often a password is set anew because the hash was rewritten in between, as the login of a user may do.
const ROUNDS: usize = 3;

#[derive(Clone)]
pub struct UserAdministration {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Error)]
pub enum AdministrationError {
    #[error("there is no such user")]
    NotFound,
    #[error("the password {0}")]
    WeakPassword(Invalid),
    #[error(transparent)]
    Save(#[from] SaveUserError),
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UserAdministration {
    pub fn new(
        users: Arc<dyn UserStore>,
        hasher: Arc<dyn PasswordHasher>,
        rules: PasswordRules,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { users, hasher, rules, clock }
    }

    /// Adds a user, whether or not strangers may register.
    pub async fn create(&self, account: NewAccount) -> Result<User, AdministrationError> {
        let NewAccount { email, username, name, password } = account;
        self.rules
            .check(&password, &email, from_ref(&username))
            .map_err(AdministrationError::WeakPassword)?;
        let password_hash = self.hasher.hash(&password, Applicant::OPERATOR).await?;
        let new = NewUser { email, username, name, password_hash };
        Ok(self.users.create(&new, self.clock.now()).await?)
    }

    /// At most so many users that follow `after`, by id.
    pub async fn list(&self, after: Option<UserId>, at_most: u32) -> Result<Vec<User>, AdministrationError> {
        Ok(self.users.list(after, at_most).await?)
    }

    /// Sets another password and ends all sessions of the user; how many were not ended already is returned too.
    pub async fn set_password(
        &self,
        name: &LoginName,
        password: &NewPassword,
    ) -> Result<(User, usize), AdministrationError> {
        let to = self.hasher.hash(password, Applicant::OPERATOR).await?;
        for _ in 0..ROUNDS {
            let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
            let User { email, username, .. } = &found.user;
            self.rules
                .check(password, email, from_ref(username))
                .map_err(AdministrationError::WeakPassword)?;
            let (user_id, from) = (found.user.id, found.password_hash);
            let change = PasswordChange { user_id, from, to: to.clone(), keep: None, at: self.clock.now() };
            match self.users.change_password(&change).await {
                Err(StoreError::Conflict) => {}
                ended => return Ok((found.user, ended?.len())),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Makes void what wrong passwords have counted against the user's names and sessions, on every replica.
    pub async fn unlock(&self, name: &LoginName) -> Result<User, AdministrationError> {
        let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
        let now = self.clock.now();
        if !self.users.unlock(found.user.id, now).await? {
            return Err(AdministrationError::NotFound);
        }
        Ok(User { unlocked_at: Some(now), ..found.user })
    }

    /// Lets a user in again, or out with all sessions. The user as it is then.
    pub async fn set_active(&self, name: &LoginName, active: bool) -> Result<User, AdministrationError> {
        let found = self.users.find_credentials(name).await?.ok_or(AdministrationError::NotFound)?;
        if !self.users.set_active(found.user.id, active, self.clock.now()).await? {
            return Err(AdministrationError::NotFound);
        }
        Ok(User { is_active: active, ..found.user })
    }
}
