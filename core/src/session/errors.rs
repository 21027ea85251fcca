//! The errors of login, refresh, authentication and logout.

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::{SessionId, UserId};
use crate::session::ConfirmError;
use crate::store_error::{Cause, StoreError};
use crate::user::{HasherError, VerifyPasswordError};

#[derive(Debug, Error)]
#[error("cannot sign the access token")]
pub struct SigningFailed(#[source] pub Cause);

#[derive(Debug, Error)]
pub enum LoginError {
    /// Unknown user or wrong password. Only the log shows which.
    #[error("wrong name or password")]
    InvalidCredentials { user: Option<UserId> },
    /// The password was right, but the user is inactive.
    #[error("the account is inactive")]
    AccountInactive { user: UserId },
    /// Rejected without checking the password. Only the log shows whether the user exists.
    #[error("lockout: too many failed attempts")]
    TooManyAttempts { retry_after: TimeDelta, user: Option<UserId> },
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error(transparent)]
    Signing(#[from] SigningFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoginError {
    /// Converts an error of the password check. `user` has the entered name, if any user has.
    pub(super) fn from_verification(error: VerifyPasswordError, user: Option<UserId>) -> Self {
        match error {
            VerifyPasswordError::TooManyAttempts { retry_after } => {
                Self::TooManyAttempts { retry_after, user }
            }
            VerifyPasswordError::Hasher(error) => Self::Hasher(error),
        }
    }
}

#[derive(Debug, Error)]
pub enum RefreshError {
    /// Not issued by this server, expired, or of a session that has ended.
    #[error("the refresh token is not valid")]
    Invalid,
    /// The token lost a race: its successor was confirmed a moment ago. The session stays live.
    #[error("the refresh token was superseded a moment ago")]
    Superseded,
    /// A token that is no longer valid was presented, so two parties hold this session. The session was revoked.
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
    #[error("no token identifies the session to end")]
    NothingPresented,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub enum EndSessionError {
    /// The session belongs to another user or is not live. Clients can't tell which.
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
