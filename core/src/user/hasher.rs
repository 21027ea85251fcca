//! The port that hashes and verifies passwords.

use async_trait::async_trait;
use thiserror::Error;

use crate::network_block::NetworkBlock;
use crate::store_error::Cause;
use crate::user::{NewPassword, PasswordAttempt, PasswordHash};

/// The result of a password check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The password is wrong, or there is no hash.
    Mismatch,
    /// The password is right.
    Match,
    /// The password is right, but the hash has an outdated scheme or cost and should be replaced.
    OutdatedMatch,
}

/// Why a password was neither hashed nor verified.
#[derive(Debug, Error)]
pub enum HasherError {
    /// The queue is full, the job would end too late, or another job displaced it. The job did not run; retry after a
    /// second.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// The hash function failed, or the stored hash is malformed.
    #[error("the password could not be hashed")]
    Failed(#[source] Cause),
}

/// The origin of a hashing job. It determines the order while jobs are queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HashJobOrigin {
    /// The network of the client.
    pub network: NetworkBlock,
    /// Whether the client has verified the password or is signed in, or the user recently logged in from this network.
    /// Jobs of these clients have priority.
    pub is_known: bool,
}

impl HashJobOrigin {
    /// The origin of jobs of operator commands. The process of such a command has no other jobs.
    pub const OPERATOR: Self = Self { network: NetworkBlock::UNSPECIFIED, is_known: true };

    /// Returns the origin of a client that has verified the password or is signed in, or whose network the user
    /// recently logged in from.
    pub fn known(network: NetworkBlock) -> Self {
        Self { network, is_known: true }
    }

    /// Returns the origin of a client that does not meet the conditions of [`known`](Self::known).
    pub fn unknown(network: NetworkBlock) -> Self {
        Self { network, is_known: false }
    }
}

/// Hashes and verifies passwords, which is intentionally slow. An implementation MUST NOT block the caller's thread,
/// and MUST bound both the running and the queued jobs. While jobs are queued, an implementation MUST alternate between
/// the networks of the jobs, and MUST return [`HasherError::Busy`] instead of letting a job wait longer than a request
/// may take.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password. MUST return a different hash on each call, and MUST take every byte of the password into account.
    async fn hash(&self, password: &NewPassword, origin: HashJobOrigin) -> Result<PasswordHash, HasherError>;

    /// Verifies a password. Without a hash, MUST return [`VerifyOutcome::Mismatch`] after the time of one verification: the
    /// response time must not reveal whether a user exists (OWASP ASVS 5.0, 6.3.8).
    async fn verify(
        &self,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
        origin: HashJobOrigin,
    ) -> Result<VerifyOutcome, HasherError>;
}
