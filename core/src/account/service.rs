//! The account service: registration and lookup. Self-service is in `own_account.rs`.

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
use crate::user::mail::{LinkStore, MailId, MailOutbox, MailPolicy};
use crate::user::{
    Email, HashJobOrigin, HasherError, Language, Name, NewPassword, NewUser, PasswordHasher, PasswordRules,
    PasswordVerifier, SaveUserError, User, UserStore, Username,
};

/// Whether registration is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Any client can register a user.
    Open,
    /// Only operators create users.
    Closed,
}

/// The ports that an [`AccountService`] uses.
#[derive(Clone)]
pub struct AccountPorts {
    /// Stores users.
    pub users: Arc<dyn UserStore>,
    /// Stores sessions. A confirmation reads the time of the caller's login.
    pub sessions: Arc<dyn SessionStore>,
    /// Stores mails to users.
    pub outbox: Arc<dyn MailOutbox>,
    /// Stores the links in mails.
    pub links: Arc<dyn LinkStore>,
    /// Verifies passwords.
    pub password_verifier: PasswordVerifier,
    /// Hashes new passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Rules for new passwords.
    pub rules: PasswordRules,
    /// Returns the time of registrations and changes.
    pub clock: Arc<dyn Clock>,
    /// Generates the random suffixes of derived usernames.
    pub entropy: Arc<dyn Entropy>,
}

/// The use cases of accounts: register, find, change and delete a user. Cloning is cheap.
#[derive(Clone)]
pub struct AccountService {
    pub(super) ports: AccountPorts,
    pub(super) revocations: Arc<Revocations>,
    pub(super) access_lifetime: TimeDelta,
    pub(super) mail_policy: MailPolicy,
    registration: Registration,
}

/// The values of a registration.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The e-mail address, which must not be taken.
    pub email: Email,
    /// The username, which must not be taken.
    pub username: Username,
    /// The display name.
    pub name: Option<Name>,
    /// The password, which is stored only as a hash.
    pub password: NewPassword,
    /// The language of mails to the user.
    pub language: Language,
}

/// A registration whose username is derived from the e-mail address.
#[derive(Debug, Clone)]
pub struct NewEmailAccount {
    /// The e-mail address, which must not be taken.
    pub email: Email,
    /// The display name.
    pub name: Option<Name>,
    /// The password, which is stored only as a hash.
    pub password: NewPassword,
    /// The language of mails to the user.
    pub language: Language,
}

/// Why a user was not registered.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// Registration is closed.
    #[error("registration is disabled")]
    Disabled,
    /// The password rules reject the password.
    #[error("the password {0}")]
    WeakPassword(Invalid),
    /// The user can't be stored, for example because the e-mail address is taken.
    #[error(transparent)]
    Save(#[from] SaveUserError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl AccountService {
    /// Creates the service. `revocations` must be the list that the session service uses. `access_lifetime` is the
    /// lifetime of access tokens.
    pub fn new(
        ports: AccountPorts,
        revocations: Arc<Revocations>,
        access_lifetime: TimeDelta,
        registration: Registration,
        mail_policy: MailPolicy,
    ) -> Self {
        Self { ports, revocations, access_lifetime, mail_policy, registration }
    }

    /// Registers a user. Hashes the password before any lookup, so that the response time does not reveal whether a
    /// user exists.
    pub async fn register(&self, account: NewAccount, network: NetworkBlock) -> Result<User, RegisterError> {
        let NewAccount { email, username, name, password, language } = account;
        self.require_open_registration()?;
        let weak = self.ports.rules.check(&password, &email, from_ref(&username));
        weak.map_err(RegisterError::WeakPassword)?;
        let password_hash = self.ports.hasher.hash(&password, HashJobOrigin::unknown(network)).await?;
        let verification = self.verification();
        let new = NewUser { email, username, name, password_hash, language, verification };
        Ok(self.ports.users.create(&new, self.ports.clock.now()).await?)
    }

    /// Registers a user with the first unused username that is derived from the local part of the address.
    pub async fn register_by_email(
        &self,
        account: NewEmailAccount,
        network: NetworkBlock,
    ) -> Result<User, RegisterError> {
        let NewEmailAccount { email, name, password, language } = account;
        self.require_open_registration()?;
        let usernames: Vec<_> = Username::candidates(&email, self.ports.entropy.random_128()).collect();
        let weak = self.ports.rules.check(&password, &email, &usernames);
        weak.map_err(RegisterError::WeakPassword)?;
        let password_hash = self.ports.hasher.hash(&password, HashJobOrigin::unknown(network)).await?;
        for username in usernames {
            let new = NewUser {
                email: email.clone(),
                username,
                name: name.clone(),
                password_hash: password_hash.clone(),
                language,
                verification: self.verification(),
            };
            match self.ports.users.create(&new, self.ports.clock.now()).await {
                Err(SaveUserError::UsernameTaken) => {}
                created => return Ok(created?),
            }
        }
        Err(SaveUserError::UsernameTaken.into())
    }

    /// Returns an active user. `None` if the user is deleted or inactive.
    pub async fn find_active(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.ports.users.find(id).await?.filter(|user| user.is_active))
    }

    /// Returns the id of the verification mail, if the user has to verify the address before the first login.
    fn verification(&self) -> Option<MailId> {
        self.mail_policy.requires_verification().then(|| MailId::random(&*self.ports.entropy))
    }

    fn require_open_registration(&self) -> Result<(), RegisterError> {
        match self.registration {
            Registration::Open => Ok(()),
            Registration::Closed => Err(RegisterError::Disabled),
        }
    }
}
