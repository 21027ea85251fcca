//! What users do with their own account: change the profile, change the password, delete it all.
//!
//! Who only holds a session may change the name. What would let a thief of a session keep the account needs the password
//! once more (OWASP ASVS 5.0, 7.5.1).

use std::slice::from_ref;

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::UserId;
use crate::invalid::Invalid;
use crate::network_block::NetworkBlock;
use crate::session::SignedIn;
use crate::store_error::StoreError;
use crate::user::{
    AccountService, Applicant, Credentials, Email, HasherError, Name, NewPassword, PasswordAttempt,
    PasswordChange, ProfileChange, ProofError, SaveUserError, Subject, Trial, User, Username, Verdict,
};

/// How often a change is decided anew because the user was changed in between. Each round is a change by somebody else,
/// and a user is one person.
const ROUNDS: usize = 3;

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub who: SignedIn,
    pub network: NetworkBlock,
}

/// What a user wants to be different; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct ProfilePatch {
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub name: Option<Option<Name>>,
    /// Asked for when the address becomes another one, and not looked at otherwise.
    pub current_password: Option<PasswordAttempt>,
}

impl ProfilePatch {
    /// Whether [`change_profile`](AccountService::change_profile) may have to try the password, which takes its time.
    pub fn may_try_password(&self) -> bool {
        self.email.is_some() && self.current_password.is_some()
    }
}

/// Why somebody who is signed in did not prove to be the owner of the account.
#[derive(Debug, Error)]
pub enum ConfirmError {
    /// Deleted or deactivated since the request was let in.
    #[error("the user is gone or inactive")]
    Gone,
    #[error("wrong password")]
    WrongPassword,
    /// Refused, whatever the password was.
    #[error("lockout: too many wrong passwords")]
    TooManyAttempts { retry_after: TimeDelta },
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum ChangePasswordError {
    #[error("the new password {0}")]
    WeakPassword(Invalid),
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
}

impl From<StoreError> for ChangePasswordError {
    fn from(error: StoreError) -> Self {
        Self::Confirm(error.into())
    }
}

impl From<HasherError> for ChangePasswordError {
    fn from(error: HasherError) -> Self {
        Self::Confirm(error.into())
    }
}

#[derive(Debug, Error)]
pub enum ChangeProfileError {
    #[error("another e-mail address needs the current password")]
    PasswordRequired,
    #[error(transparent)]
    Save(#[from] SaveUserError),
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
}

impl From<ProofError> for ConfirmError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            ProofError::Hasher(error) => Self::Hasher(error),
        }
    }
}

impl AccountService {
    /// Changes what differs from the stored profile. What does not differ is not written: others may be changing it.
    ///
    /// An address that differs from the old one in case alone is the same address, and needs no password.
    pub async fn change_profile(
        &self,
        caller: Caller,
        patch: &ProfilePatch,
    ) -> Result<User, ChangeProfileError> {
        for _ in 0..ROUNDS {
            let credentials = self.active(caller.who.user_id).await?;
            let Some(change) = self.difference(&credentials, caller, patch).await? else {
                return Ok(credentials.user);
            };
            match self.ports.users.change_profile(&change).await {
                Err(SaveUserError::Store(StoreError::Conflict)) => {}
                changed => return Ok(changed?),
            }
        }
        Err(SaveUserError::Store(StoreError::Conflict).into())
    }

    /// Sets another password and ends all sessions but the one that asks.
    pub async fn change_password(
        &self,
        caller: Caller,
        current: &PasswordAttempt,
        new: &NewPassword,
    ) -> Result<(), ChangePasswordError> {
        let Caller { who, network } = caller;
        for _ in 0..ROUNDS {
            let verified = self.confirm(self.active(who.user_id).await?, caller, current).await?;
            let User { email, username, .. } = &verified.user;
            let weak = self.ports.rules.check(new, email, from_ref(username));
            weak.map_err(ChangePasswordError::WeakPassword)?;
            let change = PasswordChange {
                user_id: who.user_id,
                from: verified.password_hash,
                to: self.ports.hasher.hash(new, Applicant::known(network)).await?,
                keep: Some(who.session_id),
                // After the hashing, which may wait: other servers ask for what ended just now.
                at: self.ports.clock.now(),
            };
            match self.ports.users.change_password(&change).await {
                Err(StoreError::Conflict) => {}
                ended => {
                    self.revocations.end(ended?, self.ports.clock.now() + self.access_lifetime);
                    return Ok(());
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Deletes the user and all that is the user's. All access tokens of the user are dead at once.
    pub async fn delete(&self, caller: Caller, password: &PasswordAttempt) -> Result<(), ConfirmError> {
        let id = caller.who.user_id;
        for _ in 0..ROUNDS {
            let verified = self.confirm(self.active(id).await?, caller, password).await?;
            match self.ports.users.delete(id, &verified.password_hash, self.ports.clock.now()).await {
                Err(StoreError::Conflict) => {}
                deleted => {
                    deleted?;
                    self.revocations.end_users([id], self.ports.clock.now() + self.access_lifetime);
                    return Ok(());
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// `None` when the patch asks for nothing that is not so already.
    async fn difference(
        &self,
        stored: &Credentials,
        caller: Caller,
        patch: &ProfilePatch,
    ) -> Result<Option<ProfileChange>, ChangeProfileError> {
        let user = &stored.user;
        let email = patch.email.clone().filter(|email| *email != user.email);
        let username = patch.username.clone().filter(|username| *username != user.username);
        let name = patch.name.clone().filter(|name| *name != user.name);
        let another = email.as_ref().is_some_and(|email| email.canonical() != user.email.canonical());
        let verified = if another {
            let password = patch.current_password.as_ref().ok_or(ChangeProfileError::PasswordRequired)?;
            Some(self.confirm(stored.clone(), caller, password).await?.password_hash)
        } else {
            None
        };
        if email.is_none() && username.is_none() && name.is_none() {
            return Ok(None);
        }
        let at = self.ports.clock.now();
        Ok(Some(ProfileChange { user_id: user.id, email, username, name, verified, at }))
    }

    async fn active(&self, id: UserId) -> Result<Credentials, ConfirmError> {
        let found = self.ports.users.find_credentials_of(id).await?;
        found.filter(|credentials| credentials.user.is_active).ok_or(ConfirmError::Gone)
    }

    /// The credentials back, if this is their password.
    async fn confirm(
        &self,
        stored: Credentials,
        caller: Caller,
        password: &PasswordAttempt,
    ) -> Result<Credentials, ConfirmError> {
        let trial = Trial {
            subject: Subject::Confirmation(caller.who.session_id),
            network: caller.network,
            is_known_network: true,
            unlocked_at: stored.user.unlocked_at,
        };
        match self.ports.gate.verify(&trial, password, Some(&stored.password_hash)).await? {
            Verdict::Wrong => Err(ConfirmError::WrongPassword),
            Verdict::Right | Verdict::RightButOutdated => Ok(stored),
        }
    }
}
