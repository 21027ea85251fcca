//! Verifies passwords, for logins and for confirmations of sensitive actions. All password checks use this module, so
//! that failures are counted.

use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::user::{
    Attempt, FailedAttempts, HashJobOrigin, HasherError, LockedOut, LoginName, PasswordAttempt, PasswordHash,
    PasswordHasher, VerifyOutcome,
};

/// The purpose of a password check.
///
/// Logins are counted by the normalized name. The address and the username of one user are counted separately, so that a
/// lockout does not reveal that both belong to the same user. As a consequence, an attacker who knows both names has
/// twice the attempts. Confirmations are counted by session.
#[derive(Debug, Clone, Copy)]
pub enum CheckPurpose<'a> {
    /// A login with the entered name, whether or not the account exists. `None` for text that no account can have as
    /// a name.
    Login(Option<&'a LoginName>),
    /// A confirmation in a signed-in session.
    Confirmation(SessionId),
}

/// The purpose and origin of a password check.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCheck<'a> {
    /// The purpose of the check.
    pub purpose: CheckPurpose<'a>,
    /// The network of the client.
    pub network: NetworkBlock,
    /// Whether the user recently logged in from this network. Always false for an unknown name, and always true
    /// for a confirmation.
    pub is_known_network: bool,
    /// Failures before this time don't count.
    pub unlocked_at: Option<Timestamp>,
}

impl PasswordCheck<'_> {
    /// Returns the attempt to count. `None` for a name that no account can have, because there is no password to guess.
    fn attempt(&self) -> Option<Attempt> {
        match self.purpose {
            CheckPurpose::Login(name) => {
                Some(Attempt::login(name?, self.network, self.is_known_network, self.unlocked_at))
            }
            CheckPurpose::Confirmation(session) => Some(Attempt::confirmation(session, self.unlocked_at)),
        }
    }

    fn origin(&self) -> HashJobOrigin {
        let is_known = self.is_known_network || matches!(self.purpose, CheckPurpose::Confirmation(_));
        HashJobOrigin { network: self.network, is_known }
    }
}

/// Why a password was not verified.
#[derive(Debug, Error)]
pub enum VerifyPasswordError {
    /// Rejected without checking the password. Try again after `retry_after`.
    #[error("too many failed attempts; try again in {} seconds", .retry_after.num_seconds())]
    TooManyAttempts {
        /// The remaining time of the lockout.
        retry_after: TimeDelta,
    },
    /// The hasher failed, or is busy.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl From<LockedOut> for VerifyPasswordError {
    fn from(LockedOut { retry_after }: LockedOut) -> Self {
        Self::TooManyAttempts { retry_after: TimeDelta::from_std(retry_after).unwrap_or(TimeDelta::MAX) }
    }
}

/// Verifies passwords, and counts failed attempts. Clones share the hasher and the counters.
#[derive(Clone)]
pub struct PasswordVerifier {
    hasher: Arc<dyn PasswordHasher>,
    attempts: Arc<dyn FailedAttempts>,
}

impl PasswordVerifier {
    /// Creates a verifier. `attempts` counts the failures.
    pub fn new(hasher: Arc<dyn PasswordHasher>, attempts: Arc<dyn FailedAttempts>) -> Self {
        Self { hasher, attempts }
    }

    /// Verifies a password. Takes the time of one verification even without a hash.
    ///
    /// An attempt is counted as a failure before the check, so concurrent requests give an attacker no additional
    /// attempts. An attempt stays counted if the client disconnects.
    pub async fn verify(
        &self,
        check: &PasswordCheck<'_>,
        password: &PasswordAttempt,
        hash: Option<&PasswordHash>,
    ) -> Result<VerifyOutcome, VerifyPasswordError> {
        let origin = check.origin();
        let Some(attempt) = check.attempt() else {
            return Ok(self.hasher.verify(password, hash, origin).await?);
        };
        self.attempts.begin(&attempt).await?;
        let outcome = self.hasher.verify(password, hash, origin).await;
        match outcome {
            Ok(VerifyOutcome::Mismatch) => {}
            Ok(VerifyOutcome::Match | VerifyOutcome::OutdatedMatch) => self.attempts.succeed(&attempt).await,
            Err(_) => self.attempts.undo(&attempt).await,
        }
        Ok(outcome?)
    }
}
