//! The one place where a password is tried: by a login, and by who confirms what only the owner of the account may do.

use std::sync::Arc;

use chrono::TimeDelta;
use thiserror::Error;

use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::user::{
    Applicant, Attempt, FailedAttempts, HasherError, LockedOut, LoginName, PasswordAttempt, PasswordHash,
    PasswordHasher, Verdict,
};

/// What a password is tried for.
///
/// Logins are counted by the name typed, an address and a username apart even where they are one user's, and
/// confirmations by session: so a lockout tells nobody that two names belong together. The price: a guesser who knows
/// both names has twice the tries.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A login with the name as typed, be it of an account or not. `None` for what can't name an account.
    Login(Option<&'a LoginName>),
    /// A confirmation by who is signed in already.
    Confirmation(SessionId),
}

/// Whose password is tried, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    pub subject: Subject<'a>,
    pub network: NetworkBlock,
    /// Whether the account was logged in from there lately. Never so for a name that no account has.
    pub is_known_network: bool,
    /// Failures from before that are void.
    pub unlocked_at: Option<Timestamp>,
}

impl Trial<'_> {
    /// `None` for a name that no account can have: there is nothing to guess.
    fn attempt(&self) -> Option<Attempt> {
        match self.subject {
            Subject::Login(name) => {
                Some(Attempt::login(name?, self.network, self.is_known_network, self.unlocked_at))
            }
            Subject::Confirmation(session) => Some(Attempt::confirmation(session, self.unlocked_at)),
        }
    }

    fn applicant(&self) -> Applicant {
        let is_known = self.is_known_network || matches!(self.subject, Subject::Confirmation(_));
        Applicant { network: self.network, is_known }
    }
}

#[derive(Debug, Error)]
pub enum ProofError {
    /// Rejected without checking the password: try again when this time has passed.
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
    /// turn. A client that hangs up has used its try.
    pub async fn verify(
        &self,
        trial: &Trial<'_>,
        password: &PasswordAttempt,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, ProofError> {
        let applicant = trial.applicant();
        let Some(attempt) = trial.attempt() else {
            return Ok(self.hasher.verify(password, hash, applicant).await?);
        };
        self.attempts.begin(&attempt).await?;
        let verdict = self.hasher.verify(password, hash, applicant).await;
        match verdict {
            Ok(Verdict::Wrong) => {}
            Ok(Verdict::Right | Verdict::RightButOutdated) => self.attempts.succeed(&attempt).await,
            Err(_) => self.attempts.take_back(&attempt).await,
        }
        Ok(verdict?)
    }
}
