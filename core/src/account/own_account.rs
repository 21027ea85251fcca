//! What users do with their own account: change the profile, change the password, delete it all.
//!
//! Who only holds a session may change the name. What would let a thief of a session keep the account needs a
//! [confirmation](crate::session::Caller).

use std::slice::from_ref;

use thiserror::Error;

use crate::account::AccountService;
use crate::invalid::Invalid;
use crate::session::{Caller, ConfirmError, Confirmation};
use crate::store_error::StoreError;
use crate::user::{
    Applicant, Credentials, Email, HasherError, Name, NewPassword, PasswordAttempt, PasswordChange,
    ProfileChange, SaveUserError, User, Username,
};

/// How often a change is decided anew because the user was changed in between. Each round is a change by somebody else,
/// and a user is one person.
const ROUNDS: usize = 3;

/// What a user wants to be different; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct ProfilePatch {
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub name: Option<Option<Name>>,
    /// Confirms another address or another username, and is not looked at otherwise.
    pub password: Option<PasswordAttempt>,
}

impl ProfilePatch {
    /// Whether [`change_profile`](AccountService::change_profile) may have to try the password, which takes its time.
    pub fn may_try_password(&self) -> bool {
        self.names_something() && self.password.is_some()
    }

    fn names_something(&self) -> bool {
        self.email.is_some() || self.username.is_some()
    }

    /// Whether the user would get another name to log in with, and so learn whether it is taken. What differs from the
    /// old one in case or form alone is the same name.
    fn renames(&self, user: &User) -> bool {
        let email = self.email.as_ref().is_some_and(|email| email.canonical() != user.email.canonical());
        let username = self.username.as_ref();
        email || username.is_some_and(|username| username.canonical() != user.username.canonical())
    }
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
    #[error(transparent)]
    Save(#[from] SaveUserError),
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
}

impl AccountService {
    /// Changes what differs from the stored profile. What does not differ is not written: others may be changing it.
    ///
    /// Another address or username needs a confirmation; one that differs in case or form alone does not.
    pub async fn change_profile(
        &self,
        caller: Caller,
        patch: &ProfilePatch,
    ) -> Result<User, ChangeProfileError> {
        for _ in 0..ROUNDS {
            let credentials = self.confirmation().active(caller).await?;
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

    /// Whether the patch asks for a name that may be taken by another user.
    pub async fn is_renaming(&self, caller: Caller, patch: &ProfilePatch) -> Result<bool, ConfirmError> {
        Ok(patch.names_something() && patch.renames(&self.confirmation().active(caller).await?.user))
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
            let verified = self.confirm(caller, Some(current)).await?;
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
    pub async fn delete(
        &self,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<(), ConfirmError> {
        let id = caller.who.user_id;
        for _ in 0..ROUNDS {
            let verified = self.confirm(caller, password).await?;
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
        let verified = if patch.renames(user) {
            let password = patch.password.as_ref();
            Some(self.confirmation().confirm(stored.clone(), caller, password).await?.password_hash)
        } else {
            None
        };
        if email.is_none() && username.is_none() && name.is_none() {
            return Ok(None);
        }
        let at = self.ports.clock.now();
        Ok(Some(ProfileChange { user_id: user.id, email, username, name, verified, at }))
    }

    async fn confirm(
        &self,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<Credentials, ConfirmError> {
        let confirmation = self.confirmation();
        confirmation.confirm(confirmation.active(caller).await?, caller, password).await
    }

    fn confirmation(&self) -> Confirmation<'_> {
        Confirmation {
            users: &*self.ports.users,
            sessions: &*self.ports.sessions,
            gate: &self.ports.gate,
            clock: &*self.ports.clock,
        }
    }
}
