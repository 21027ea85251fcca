//! Self-service for users: change the profile, change the password, delete the account.
//!
//! A session is enough to change the display name. Changes by which an attacker with a stolen session could take over
//! the account need a [confirmation](crate::session::ConfirmError).

use std::slice::from_ref;

use thiserror::Error;

use crate::account::AccountService;
use crate::invalid::Invalid;
use crate::session::{Caller, ConfirmError, Confirmation};
use crate::store_error::StoreError;
use crate::user::mail::MailContent;
use crate::user::{
    Credentials, Email, HashJobOrigin, HasherError, Language, LoginName, Name, NewPassword, PasswordAttempt,
    PasswordChange, Preferences, ProfileChange, SaveUserError, TimeZone, User, Username,
};

/// Maximum number of attempts. A further attempt is made only if another request changed the user concurrently. This
/// is rare, because each account belongs to one person.
const MAX_ATTEMPTS: usize = 3;

/// A change request for a profile. Fields that are `None` stay unchanged.
#[derive(Debug, Clone, Default)]
pub struct ProfilePatch {
    /// The new e-mail address.
    pub email: Option<Email>,
    /// The new username.
    pub username: Option<Username>,
    /// The new display name. `Some(None)` removes it.
    pub name: Option<Option<Name>>,
    /// The new language of mails.
    pub language: Option<Language>,
    /// The new time zone.
    pub time_zone: Option<TimeZone>,
    /// Whether to send notices of logins with new clients from new networks.
    pub login_notices: Option<bool>,
    /// The password that confirms a change of the address or username. Ignored for other changes.
    pub password: Option<PasswordAttempt>,
}

impl ProfilePatch {
    /// Returns whether [`change_profile`](AccountService::change_profile) may verify the password, which is slow.
    pub fn may_verify_password(&self) -> bool {
        self.has_login_name() && self.password.is_some()
    }

    fn has_login_name(&self) -> bool {
        self.email.is_some() || self.username.is_some()
    }

    /// Returns whether the patch changes a login name. The result of such a change reveals whether the new name is
    /// taken. A name that differs only in case or Unicode form is the same name.
    fn renames(&self, user: &User) -> bool {
        let email = self.email.as_ref().is_some_and(|email| email.canonical() != user.email.canonical());
        let username = self.username.as_ref();
        email || username.is_some_and(|username| username.canonical() != user.username.canonical())
    }

    fn preferences(&self, stored: Preferences) -> Preferences {
        Preferences {
            language: self.language.unwrap_or(stored.language),
            time_zone: self.time_zone.unwrap_or(stored.time_zone),
            login_notices: self.login_notices.unwrap_or(stored.login_notices),
        }
    }
}

/// Why a password was not changed.
#[derive(Debug, Error)]
pub enum ChangePasswordError {
    /// The password rules reject the new password.
    #[error("the new password {0}")]
    WeakPassword(Invalid),
    /// The confirmation with the current password failed, or the new password could not be hashed or stored.
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

/// Why a profile was not changed.
#[derive(Debug, Error)]
pub enum ChangeProfileError {
    /// The changed user can't be stored, for example because the username is taken.
    #[error(transparent)]
    Save(#[from] SaveUserError),
    /// The user is deleted or inactive, or the change requires a confirmation that failed.
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
}

impl AccountService {
    /// Writes the fields that differ from the stored profile. Equal fields are not written, because other requests
    /// may be changing them.
    ///
    /// A new address or username needs a confirmation, unless it differs only in case or Unicode form. While the server
    /// sends mails, a new address becomes the pending address, until the user opens the link that is sent to it.
    pub async fn change_profile(
        &self,
        caller: Caller,
        patch: &ProfilePatch,
    ) -> Result<User, ChangeProfileError> {
        for _ in 0..MAX_ATTEMPTS {
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

    /// Returns whether the patch changes a login name. Another user may already have the new name.
    pub async fn is_renaming(&self, caller: Caller, patch: &ProfilePatch) -> Result<bool, ConfirmError> {
        Ok(patch.has_login_name() && patch.renames(&self.confirmation().active(caller).await?.user))
    }

    /// Sets a new password and revokes all sessions except the caller's.
    pub async fn change_password(
        &self,
        caller: Caller,
        current: &PasswordAttempt,
        new: &NewPassword,
    ) -> Result<(), ChangePasswordError> {
        let Caller { signed_in, network } = caller;
        for _ in 0..MAX_ATTEMPTS {
            let verified = self.confirm(caller, Some(current)).await?;
            let User { email, username, .. } = &verified.user;
            let weak = self.ports.rules.check(new, email, from_ref(username));
            weak.map_err(ChangePasswordError::WeakPassword)?;
            let change = PasswordChange {
                user_id: signed_in.user_id,
                old_hash: verified.password_hash,
                new_hash: self.ports.hasher.hash(new, HashJobOrigin::known(network)).await?,
                kept_session: Some(signed_in.session_id),
                mail: self.notice(signed_in.user_id, MailContent::PasswordChanged, self.ports.clock.now()),
                // The clock is read after the hashing, because the hashing may wait in a queue, and other servers would
                // miss a revocation with an old timestamp.
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

    /// Deletes the user and all data of the user. All access tokens of the user become invalid.
    pub async fn delete(
        &self,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<(), ConfirmError> {
        let id = caller.signed_in.user_id;
        for _ in 0..MAX_ATTEMPTS {
            let verified = self.confirm(caller, password).await?;
            match self.ports.users.delete(id, &verified.password_hash, self.ports.clock.now()).await {
                Err(StoreError::Conflict) => {}
                deleted => {
                    deleted?;
                    self.revocations.revoke_users([id], self.ports.clock.now() + self.access_lifetime);
                    return Ok(());
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Returns the fields that differ from the stored profile. `None` if all fields are equal.
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
        let preferences = Some(patch.preferences(user.preferences)).filter(|new| *new != user.preferences);
        if email.is_none() && username.is_none() && name.is_none() && preferences.is_none() {
            return Ok(None);
        }
        let mut change = ProfileChange {
            email,
            username,
            name,
            preferences,
            verified_hash: verified,
            ..ProfileChange::empty(user.id, self.ports.clock.now())
        };
        self.plan_email_change(user, &mut change);
        if let Some(Some(pending)) = &change.pending_email {
            self.require_free(pending).await?;
        }
        Ok(Some(change))
    }

    /// Fails if another user has the address. The address may still be taken when the user verifies it.
    async fn require_free(&self, email: &Email) -> Result<(), SaveUserError> {
        match self.ports.users.find_credentials(&LoginName::from(email)).await? {
            Some(_) => Err(SaveUserError::EmailTaken),
            None => Ok(()),
        }
    }

    async fn confirm(
        &self,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<Credentials, ConfirmError> {
        let confirmation = self.confirmation();
        confirmation.confirm(confirmation.active(caller).await?, caller, password).await
    }

    pub(super) fn confirmation(&self) -> Confirmation<'_> {
        Confirmation {
            users: &*self.ports.users,
            sessions: &*self.ports.sessions,
            password_verifier: &self.ports.password_verifier,
            clock: &*self.ports.clock,
        }
    }
}
