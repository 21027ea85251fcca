//! The port that turns passwords into hashes.

use async_trait::async_trait;
use thiserror::Error;

use crate::network_block::NetworkBlock;
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
    /// More passwords wait than can be hashed in time. Nothing was done; try again in a second.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    #[error("the password could not be hashed")]
    Failed(#[source] Cause),
}

/// On whose behalf a password is hashed. It decides whose turn it is while many wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Applicant {
    pub network: NetworkBlock,
    /// Whether the account concerned was signed in to from this network lately. Such an applicant goes first.
    pub is_known: bool,
}

impl Applicant {
    /// Commands of the operator, who shares the queue with no client.
    pub const OPERATOR: Self = Self { network: NetworkBlock::UNSPECIFIED, is_known: true };

    pub fn known(network: NetworkBlock) -> Self {
        Self { network, is_known: true }
    }

    pub fn stranger(network: NetworkBlock) -> Self {
        Self { network, is_known: false }
    }
}

/// Hashing is slow by intention. An implementation MUST NOT block the caller's thread, and MUST bound both how much runs
/// and how much waits. While more waits than runs, it MUST serve the networks of the applicants in turn, and MUST answer
/// [`HasherError::Busy`] rather than let one wait longer than a request may take.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// MUST give a different hash for each call, and MUST take every byte of the password into account.
    async fn hash(&self, password: &NewPassword, applicant: Applicant) -> Result<PasswordHash, HasherError>;

    /// MUST answer [`Verdict::Wrong`] without a hash, after the work of one verification: the time must not tell
    /// whether a user exists (OWASP ASVS 5.0, 6.3.8).
    async fn verify(
        &self,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
        applicant: Applicant,
    ) -> Result<Verdict, HasherError>;
}
