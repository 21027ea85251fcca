//! How one becomes a user, and what a user is told about itself.

use std::sync::Arc;

use thiserror::Error;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::ids::UserId;
use crate::store_error::StoreError;
use crate::user::{
    CreateUserError, Email, HasherError, Name, NewPassword, NewUser, PasswordHasher, User, UserStore,
    Username,
};

/// Whether strangers may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    Open,
    Closed,
}

#[derive(Clone)]
pub struct AccountService {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    registration: Registration,
}

#[derive(Debug, Clone)]
pub struct NewAccount {
    pub email: Email,
    pub username: Username,
    pub name: Option<Name>,
    pub password: NewPassword,
}

/// An account whose username is to be made from the e-mail address.
#[derive(Debug, Clone)]
pub struct NewEmailAccount {
    pub email: Email,
    pub name: Option<Name>,
    pub password: NewPassword,
}

#[derive(Debug, Error)]
pub enum RegisterError {
    #[error("registration is disabled")]
    Disabled,
    #[error("the e-mail address is taken")]
    EmailTaken,
    #[error("the username is taken")]
    UsernameTaken,
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CreateUserError> for RegisterError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::EmailTaken => Self::EmailTaken,
            CreateUserError::UsernameTaken => Self::UsernameTaken,
            CreateUserError::Store(error) => Self::Store(error),
        }
    }
}

impl AccountService {
    pub fn new(
        users: Arc<dyn UserStore>,
        hasher: Arc<dyn PasswordHasher>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        registration: Registration,
    ) -> Self {
        Self { users, hasher, clock, entropy, registration }
    }

    /// The password is hashed before anything is looked up, so that the time tells nothing about who exists.
    pub async fn register(&self, account: NewAccount) -> Result<User, RegisterError> {
        let NewAccount { email, username, name, password } = account;
        self.must_be_open()?;
        let password_hash = self.hasher.hash(&password).await?;
        let new = NewUser { email, username, name, password_hash };
        Ok(self.users.create(&new, self.clock.now()).await?)
    }

    /// Registers under the first free username that resembles what stands before the @.
    pub async fn register_by_email(&self, account: NewEmailAccount) -> Result<User, RegisterError> {
        let NewEmailAccount { email, name, password } = account;
        self.must_be_open()?;
        let password_hash = self.hasher.hash(&password).await?;
        for username in Username::candidates(&email, self.entropy.random_128()) {
            let new = NewUser {
                email: email.clone(),
                username,
                name: name.clone(),
                password_hash: password_hash.clone(),
            };
            match self.users.create(&new, self.clock.now()).await {
                Err(CreateUserError::UsernameTaken) => {}
                created => return Ok(created?),
            }
        }
        Err(RegisterError::UsernameTaken)
    }

    /// `None` when the user is gone or was deactivated.
    pub async fn find_active(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.users.find(id).await?.filter(|user| user.is_active))
    }

    fn must_be_open(&self) -> Result<(), RegisterError> {
        match self.registration {
            Registration::Open => Ok(()),
            Registration::Closed => Err(RegisterError::Disabled),
        }
    }
}
