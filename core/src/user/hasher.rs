//! The port that turns passwords into hashes.

use async_trait::async_trait;
use thiserror::Error;

use crate::store_error::Cause;
use crate::user::{NewPassword, PasswordAttempt, PasswordHash};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed by a scheme or at a cost that is not used any more: hash it anew.
    RightButOutdated,
}

#[derive(Debug, Error)]
pub enum HasherError {
    /// More passwords wait than the processors can take on. Nothing was done; try again in a second.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    #[error("the password could not be hashed")]
    Failed(#[source] Cause),
}

/// Hashing is slow by intention. An implementation MUST NOT block the caller's thread, and MUST bound both how
/// much runs and how much waits.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// MUST give a different hash for each call, and MUST take every byte of the password into account.
    async fn hash(&self, password: &NewPassword) -> Result<PasswordHash, HasherError>;

    /// MUST answer [`Verdict::Wrong`] without a hash, after the work of one verification: the time must not tell
    /// whether a user exists (OWASP ASVS 5.0, 6.3.8).
    async fn verify(
        &self,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, HasherError>;
}
