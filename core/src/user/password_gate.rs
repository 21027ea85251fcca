//! The one place where a password is tried: by a login, and by who confirms what only the owner of the account may do.

use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::UserId;
use crate::user::{
    FailedAttempts, HasherError, LockedOut, LoginName, PasswordAttempt, PasswordHash, PasswordHasher, Tried,
    Verdict,
};

/// Whose password is tried.
///
/// Logins are counted by the name typed, an address and a username apart even where they are one user's, and
/// confirmations by user: so a lockout tells nobody that two names belong together. The price: a guesser who knows both
/// names has twice the tries.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// By a login: the name as typed, be it anybody's or not. `None` for what can't name anyone.
    Login(Option<&'a LoginName>),
    /// By who is signed in already.
    Confirmation(UserId),
}

impl Subject<'_> {
    /// `None` for a name that nobody can have: there is nothing to guess.
    fn tried(self) -> Option<Tried> {
        match self {
            Self::Login(name) => name.cloned().map(Tried::Name),
            Self::Confirmation(user) => Some(Tried::User(user)),
        }
    }
}

#[derive(Debug, Error)]
pub enum ProofError {
    /// Refused unread, and so whether the password was right: try again when this time has passed.
    #[error("too many wrong passwords; try again in {} seconds", .retry_after.num_seconds())]
    TooManyAttempts { retry_after: TimeDelta },
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl From<LockedOut> for ProofError {
    fn from(LockedOut { retry_after }: LockedOut) -> Self {
        Self::TooManyAttempts { retry_after: TimeDelta::from_std(retry_after).unwrap_or(TimeDelta::MAX) }
    }
}

/// Clones are the same gate.
#[derive(Clone)]
pub struct PasswordGate {
    hasher: Arc<dyn PasswordHasher>,
    attempts: Arc<dyn FailedAttempts>,
}

impl PasswordGate {
    pub fn new(hasher: Arc<dyn PasswordHasher>, attempts: Arc<dyn FailedAttempts>) -> Self {
        Self { hasher, attempts }
    }

    /// Whether the password is that of the hash. Takes the time of one verification also where there is no hash.
    ///
    /// Each try is counted as a failure before it is made: of many guesses at once, no more are tried than of as many in
    /// turn. Who hangs up has used it.
    pub async fn verify(
        &self,
        subject: Subject<'_>,
        attempt: &PasswordAttempt,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, ProofError> {
        let Some(tried) = subject.tried() else { return Ok(self.hasher.verify(attempt, hash).await?) };
        self.attempts.begin(&tried).await?;
        let verdict = self.hasher.verify(attempt, hash).await;
        match verdict {
            Ok(Verdict::Wrong) => {}
            Ok(Verdict::Right | Verdict::RightButOutdated) => self.attempts.succeed(&tried).await,
            Err(_) => self.attempts.take_back(&tried).await,
        }
        Ok(verdict?)
    }
}
