//! The one place where a password is tried: by a login, and by who confirms what only the owner of the account may do.

use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::UserId;
use crate::user::{HasherError, LoginName, PasswordAttempt, PasswordHash, PasswordHasher, Verdict};

/// Whose password is tried.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// By a login: the name as typed, and whom it names. Neither need exist: `name` is `None` for what can't name
    /// anyone.
    Login { name: Option<&'a LoginName>, user: Option<UserId> },
    /// By who is signed in already.
    Confirmation(UserId),
}

#[derive(Debug, Error)]
pub enum ProofError {
    /// Refused unread, and so whether the password was right: try again when this time has passed.
    #[error("too many wrong passwords; try again in {} seconds", .retry_after.num_seconds())]
    TooManyAttempts { retry_after: TimeDelta },
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

/// Clones are the same gate.
#[derive(Clone)]
pub struct PasswordGate {
    hasher: Arc<dyn PasswordHasher>,
}

impl PasswordGate {
    pub fn new(hasher: Arc<dyn PasswordHasher>) -> Self {
        Self { hasher }
    }

    /// Whether the password is that of the hash. Takes the time of one verification also where there is no hash.
    pub async fn verify(
        &self,
        _subject: Subject<'_>,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, ProofError> {
        Ok(self.hasher.verify(attempt, hash).await?)
    }
}
