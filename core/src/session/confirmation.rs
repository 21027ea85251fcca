//! Confirming that the caller owns the account, where holding a session of it is not enough.
//!
//! Whoever only holds a session must not be able to keep the account, or to end the owner's sessions (OWASP ASVS 5.0,
//! 7.5.1). The password confirms, and so does a session that was opened with it a moment ago.

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Clock;
use crate::network_block::NetworkBlock;
use crate::session::{SessionStore, SignedIn};
use crate::store_error::StoreError;
use crate::user::{
    Credentials, HasherError, PasswordAttempt, PasswordGate, ProofError, Subject, Trial, UserStore, Verdict,
};

/// So long after the login a session confirms by itself.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub who: SignedIn,
    pub network: NetworkBlock,
}

/// Why somebody who is signed in did not prove to be the owner of the account.
#[derive(Debug, Error)]
pub enum ConfirmError {
    /// Deleted or deactivated since the request was let in.
    #[error("the user is gone or inactive")]
    Gone,
    #[error("the session is too old to confirm without the password")]
    PasswordRequired,
    #[error("wrong password")]
    WrongPassword,
    /// Rejected without checking the password.
    #[error("lockout: too many wrong passwords")]
    TooManyAttempts { retry_after: TimeDelta },
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ProofError> for ConfirmError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            ProofError::Hasher(error) => Self::Hasher(error),
        }
    }
}

/// The ports that a confirmation needs.
pub(crate) struct Confirmation<'a> {
    pub(crate) users: &'a dyn UserStore,
    pub(crate) sessions: &'a dyn SessionStore,
    pub(crate) gate: &'a PasswordGate,
    pub(crate) clock: &'a dyn Clock,
}

impl Confirmation<'_> {
    /// The caller's credentials. What is written on this proof must be guarded by their hash: a change of the password in
    /// between voids it.
    pub(crate) async fn active(&self, caller: Caller) -> Result<Credentials, ConfirmError> {
        let found = self.users.find_credentials_of(caller.who.user_id).await?;
        found.filter(|credentials| credentials.user.is_active).ok_or(ConfirmError::Gone)
    }

    /// The credentials back, if the password is theirs, or none is given and the session was opened lately.
    pub(crate) async fn confirm(
        &self,
        stored: Credentials,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<Credentials, ConfirmError> {
        match password {
            Some(password) => self.verify(&stored, caller, password).await?,
            None if self.is_fresh(caller.who).await? => {}
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
        let trial = Trial {
            subject: Subject::Confirmation(caller.who.session_id),
            network: caller.network,
            is_known_network: true,
            unlocked_at: stored.user.unlocked_at,
        };
        match self.gate.verify(&trial, password, Some(&stored.password_hash)).await? {
            Verdict::Wrong => Err(ConfirmError::WrongPassword),
            Verdict::Right | Verdict::RightButOutdated => Ok(()),
        }
    }

    /// A refresh does not make a session younger: the token may be a thief's.
    async fn is_fresh(&self, who: SignedIn) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let session = self.sessions.find(who.user_id, who.session_id).await?;
        Ok(session.is_some_and(|session| session.is_live(now) && now - session.created_at <= FRESH))
    }
}
