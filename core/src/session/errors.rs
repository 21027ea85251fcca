//! The errors of login, refresh, authentication and logout.

use chrono::TimeDelta;
use thiserror::Error;

use crate::ids::{SessionId, UserId};
use crate::session::ConfirmError;
use crate::store_error::{Cause, StoreError};
use crate::user::{HasherError, VerifyPasswordError};

/// An access token could not be signed. The source is for the log only.
#[derive(Debug, Error)]
#[error("cannot sign the access token")]
pub struct SigningError(#[source] pub Cause);

/// Why a login failed.
#[derive(Debug, Error)]
pub enum LoginError {
    /// Unknown user or wrong password. Only the log shows which.
    #[error("wrong name or password")]
    InvalidCredentials {
        /// The user with the entered name.
        user: Option<UserId>,
    },
    /// The password was right, but the user is inactive.
    #[error("the account is inactive")]
    AccountInactive {
        /// The inactive user.
        user: UserId,
    },
    /// The password is correct, but the user has to verify the e-mail address first.
    #[error("the e-mail address is not verified")]
    EmailNotVerified {
        /// The user.
        user: UserId,
    },
    /// Rejected without checking the password. Only the log shows whether the user exists.
    #[error("lockout: too many failed attempts")]
    TooManyAttempts {
        /// The remaining time of the lockout.
        retry_after: TimeDelta,
        /// The user with the entered name.
        user: Option<UserId>,
    },
    /// The password could not be verified.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The access token could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoginError {
    /// Converts an error of the password check. `user` is the user with the entered name, if there is one.
    pub(super) fn from_verification(error: VerifyPasswordError, user: Option<UserId>) -> Self {
        match error {
            VerifyPasswordError::TooManyAttempts { retry_after } => {
                Self::TooManyAttempts { retry_after, user }
            }
            VerifyPasswordError::Hasher(error) => Self::Hasher(error),
        }
    }
}

/// Why a refresh failed.
#[derive(Debug, Error)]
pub enum RefreshError {
    /// The token was not issued by this server or has expired, its session has ended, or its user is inactive.
    #[error("the refresh token is not valid")]
    Invalid,
    /// The token lost a race: its successor was confirmed within the last 10 s. The session stays live.
    #[error("the refresh token was superseded a moment ago")]
    Superseded,
    /// A token was presented that has not expired but is no longer valid in its session. So two parties have tokens of
    /// the session, and the session was revoked.
    #[error("a used refresh token was presented again in session {session_id} of user {user_id}")]
    Reused {
        /// The user of the session.
        user_id: UserId,
        /// The revoked session.
        session_id: SessionId,
    },
    /// The access token could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a logout failed.
#[derive(Debug, Error)]
pub enum LogoutError {
    /// Neither an access token nor a refresh token was presented.
    #[error("neither an access token nor a refresh token was sent")]
    MissingToken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a session was not revoked.
#[derive(Debug, Error)]
pub enum EndSessionError {
    /// The session belongs to another user or is not live. The response does not show which.
    #[error("the session does not exist or has ended")]
    NotFound,
    /// The revocation requires a confirmation, and the confirmation failed.
    #[error(transparent)]
    Confirm(#[from] ConfirmError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an access token was rejected.
#[derive(Debug, Error)]
pub enum AuthenticateError {
    /// The token was not signed by this server, is malformed, or is not valid yet.
    #[error("the access token is not valid")]
    Invalid,
    /// The token has expired. The client should refresh the session.
    #[error("the access token has expired")]
    Expired,
    /// The session has ended or does not exist, or the user was deleted or deactivated.
    #[error("the session of the access token has ended")]
    Revoked,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
