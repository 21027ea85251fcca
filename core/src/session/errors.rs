//! Why signing in, staying signed in or signing out was refused.

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::{SessionId, UserId};
use crate::session::ConfirmError;
use crate::store_error::{Cause, StoreError};
use crate::user::{HasherError, ProofError};

#[derive(Debug, Error)]
#[error("the access token could not be signed")]
pub struct SigningFailed(#[source] pub Cause);

#[derive(Debug, Error)]
pub enum LoginError {
    /// No such user or not the password: which, nobody is told but the log.
    #[error("wrong name or password")]
    InvalidCredentials { user: Option<UserId> },
    /// The password was right, but the user is inactive.
    #[error("the account is inactive")]
    AccountInactive { user: UserId },
    /// Refused, whatever the password was. Whether there is such a user is for the log alone.
    #[error("lockout: too many wrong passwords")]
    TooManyAttempts { retry_after: TimeDelta, user: Option<UserId> },
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoginError {
    /// Why nothing was proved, and who has the name, if anybody.
    pub(super) fn unproved(error: ProofError, user: Option<UserId>) -> Self {
        match error {
            ProofError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after, user },
            ProofError::Hasher(error) => Self::Hasher(error),
        }
    }
}

#[derive(Debug, Error)]
pub enum RefreshError {
    /// Not ours, expired, or of a session that has ended.
    #[error("the refresh token is not valid")]
    Invalid,
    /// The token lost a race: its successor was confirmed a moment ago. The session lives on.
    #[error("the refresh token was superseded a moment ago")]
    Superseded,
    /// A dead token was presented, so two parties hold this session: it has been ended.
    #[error("a used refresh token was presented again in session {session_id} of user {user_id}")]
    Reused { user_id: UserId, session_id: SessionId },
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum LogoutError {
    /// Neither an access token nor a refresh token was presented.
    #[error("nothing says which session to end")]
    NothingPresented,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum EndSessionError {
    /// Not one of the user's, or not live any more: which, nobody is told.
    #[error("no such session")]
    NotFound,
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum AuthenticateError {
    #[error("the access token is not valid")]
    Invalid,
    #[error("the access token has expired")]
    Expired,
    #[error("the session of the access token has ended")]
    Revoked,
    #[error(transparent)]
    Store(#[from] StoreError),
}
