//! How one becomes a user, and what a user is told about itself. What a user does with its own account is in
//! `own_account.rs`.

use std::slice::from_ref;
use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::ids::UserId;
use crate::invalid::Invalid;
use crate::network_block::NetworkBlock;
use crate::session::{Revocations, SessionStore};
use crate::store_error::StoreError;
use crate::user::{
    Applicant, Email, HasherError, Name, NewPassword, NewUser, PasswordGate, PasswordHasher, PasswordRules,
    SaveUserError, User, UserStore, Username,
};

/// Whether strangers may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    Open,
    Closed,
}

#[derive(Clone)]
pub struct AccountPorts {
    pub users: Arc<dyn UserStore>,
    /// To see how long ago the caller logged in.
    pub sessions: Arc<dyn SessionStore>,
    /// For a password that is to prove something.
    pub gate: PasswordGate,
    /// For a new password.
    pub hasher: Arc<dyn PasswordHasher>,
    pub rules: PasswordRules,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

#[derive(Clone)]
pub struct AccountService {
    pub(super) ports: AccountPorts,
    pub(super) revocations: Arc<Revocations>,
    pub(super) access_lifetime: TimeDelta,
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
    #[error("the password {0}")]
    WeakPassword(Invalid),
    #[error(transparent)]
    Save(#[from] SaveUserError),
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl AccountService {
    /// `revocations` are those of the sessions' service; `access_lifetime` is for how long an access token is good.
    pub fn new(
        ports: AccountPorts,
        revocations: Arc<Revocations>,
        access_lifetime: TimeDelta,
        registration: Registration,
    ) -> Self {
        Self { ports, revocations, access_lifetime, registration }
    }

    /// The password is hashed before anything is looked up, so that the time tells nothing about who exists.
    pub async fn register(&self, account: NewAccount, network: NetworkBlock) -> Result<User, RegisterError> {
        let NewAccount { email, username, name, password } = account;
        self.must_be_open()?;
        let weak = self.ports.rules.check(&password, &email, from_ref(&username));
        weak.map_err(RegisterError::WeakPassword)?;
        let password_hash = self.ports.hasher.hash(&password, Applicant::stranger(network)).await?;
        let new = NewUser { email, username, name, password_hash };
        Ok(self.ports.users.create(&new, self.ports.clock.now()).await?)
    }

    /// Registers under the first free username that resembles what stands before the @.
    pub async fn register_by_email(
        &self,
        account: NewEmailAccount,
        network: NetworkBlock,
    ) -> Result<User, RegisterError> {
        let NewEmailAccount { email, name, password } = account;
        self.must_be_open()?;
        let usernames: Vec<_> = Username::candidates(&email, self.ports.entropy.random_128()).collect();
        let weak = self.ports.rules.check(&password, &email, &usernames);
        weak.map_err(RegisterError::WeakPassword)?;
        let password_hash = self.ports.hasher.hash(&password, Applicant::stranger(network)).await?;
        for username in usernames {
            let new = NewUser {
                email: email.clone(),
                username,
                name: name.clone(),
                password_hash: password_hash.clone(),
            };
            match self.ports.users.create(&new, self.ports.clock.now()).await {
                Err(SaveUserError::UsernameTaken) => {}
                created => return Ok(created?),
            }
        }
        Err(SaveUserError::UsernameTaken.into())
    }

    /// `None` when the user is gone or was deactivated.
    pub async fn find_active(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.ports.users.find(id).await?.filter(|user| user.is_active))
    }

    fn must_be_open(&self) -> Result<(), RegisterError> {
        match self.registration {
            Registration::Open => Ok(()),
            Registration::Closed => Err(RegisterError::Disabled),
        }
    }
}
