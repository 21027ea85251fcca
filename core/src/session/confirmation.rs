//! Confirms sensitive actions, for which a session is not enough.
//!
//! An attacker with a stolen session must not be able to take over the account or to revoke the owner's sessions (OWASP ASVS 5.0,
//! 7.5.1). A confirmation requires the password, or a session whose login was at most 10 minutes ago.

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Clock;
use crate::network_block::NetworkBlock;
use crate::session::{SessionStore, SignedIn};
use crate::store_error::StoreError;
use crate::user::{
    CheckPurpose, Credentials, HasherError, PasswordAttempt, PasswordCheck, PasswordVerifier, UserStore,
    VerifyOutcome, VerifyPasswordError,
};

/// Maximum age of a login that confirms an action without the password.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// The session and the network of a request.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The user and the session of the access token.
    pub signed_in: SignedIn,
    /// The network of the client's address.
    pub network: NetworkBlock,
}

/// Why a confirmation failed. The action was not carried out, unless the database failed with
/// [`StoreError::OutcomeUnknown`].
#[derive(Debug, Error)]
pub enum ConfirmError {
    /// The user was deleted or deactivated after the request was authenticated.
    #[error("the user is deleted or inactive")]
    AccountUnavailable,
    /// No password was given, and the login was more than 10 minutes ago.
    #[error("the session is too old to confirm without the password")]
    PasswordRequired,
    /// The password is wrong.
    #[error("wrong password")]
    WrongPassword,
    /// Rejected without checking the password.
    #[error("lockout: too many failed attempts")]
    TooManyAttempts {
        /// The remaining time of the lockout.
        retry_after: TimeDelta,
    },
    /// The password could not be verified.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<VerifyPasswordError> for ConfirmError {
    fn from(error: VerifyPasswordError) -> Self {
        match error {
            VerifyPasswordError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            VerifyPasswordError::Hasher(error) => Self::Hasher(error),
        }
    }
}

/// The ports that a confirmation needs.
pub(crate) struct Confirmation<'a> {
    pub(crate) users: &'a dyn UserStore,
    pub(crate) sessions: &'a dyn SessionStore,
    pub(crate) password_verifier: &'a PasswordVerifier,
    pub(crate) clock: &'a dyn Clock,
}

impl Confirmation<'_> {
    /// Returns the caller's credentials, if the user is active. A write that depends on the confirmation must check
    /// that the stored hash is still the same, because a password change invalidates the confirmation.
    pub(crate) async fn active(&self, caller: Caller) -> Result<Credentials, ConfirmError> {
        let found = self.users.find_credentials_of(caller.signed_in.user_id).await?;
        found.filter(|credentials| credentials.user.is_active).ok_or(ConfirmError::AccountUnavailable)
    }

    /// Returns the credentials if the password is correct, or if no password is given and the login was recent.
    pub(crate) async fn confirm(
        &self,
        stored: Credentials,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<Credentials, ConfirmError> {
        match password {
            Some(password) => self.verify(&stored, caller, password).await?,
            None if self.is_fresh(caller.signed_in).await? => {}
            None => return Err(ConfirmError::PasswordRequired),
        }
        Ok(stored)
    }

    async fn verify(
        &self,
        stored: &Credentials,
        caller: Caller,
        password: &PasswordAttempt,
    ) -> Result<(), ConfirmError> {
        let check = PasswordCheck {
            purpose: CheckPurpose::Confirmation(caller.signed_in.session_id),
            network: caller.network,
            is_known_network: true,
            unlocked_at: stored.user.unlocked_at,
        };
        match self.password_verifier.verify(&check, password, Some(&stored.password_hash)).await? {
            VerifyOutcome::Mismatch => Err(ConfirmError::WrongPassword),
            VerifyOutcome::Match | VerifyOutcome::OutdatedMatch => Ok(()),
        }
    }

    /// Checks the time since the login. A refresh does not reset this time, because the refresh token may be stolen.
    async fn is_fresh(&self, signed_in: SignedIn) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let session = self.sessions.find(signed_in.user_id, signed_in.session_id).await?;
        Ok(session.is_some_and(|session| session.is_live(now) && now - session.created_at <= FRESH))
    }
}
