//! Converts errors of the core to problems. The matches are exhaustive, so that a new error cannot be forgotten. Errors
//! about tasks are in `from_tasks.rs`.

use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use chrono::TimeDelta;
use tasklane_core::account::{ChangePasswordError, ChangeProfileError, RegisterError};
use tasklane_core::session::{
    AuthenticateError, ConfirmError, EndSessionError, LoginError, LogoutError, RefreshError,
};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::MAX_QUEUED;
use tasklane_core::user::{HasherError, SaveUserError};

use super::code::Code;
use super::fault::Fault;
use super::problem::Problem;
use crate::respond::rate_limit_headers::{lockout, whole_seconds};

/// The challenge for a request without a token has only the realm (RFC 6750 §3). The challenge for an invalid token
/// also has the error.
const CHALLENGE: &str = r#"Bearer realm="tasklane""#;
const CHALLENGE_BAD_TOKEN: &str = r#"Bearer realm="tasklane", error="invalid_token""#;

impl Problem {
    pub(crate) fn token_missing() -> Self {
        Self::new(Code::TokenMissing, "Not signed in").with_challenge(CHALLENGE)
    }

    pub(crate) fn token_invalid() -> Self {
        Self::new(Code::TokenInvalid, "The access token is invalid; log in again")
            .with_challenge(CHALLENGE_BAD_TOKEN)
    }

    pub(crate) fn token_revoked() -> Self {
        Self::new(Code::TokenRevoked, "The session has ended; log in again")
            .with_challenge(CHALLENGE_BAD_TOKEN)
    }

    fn too_many_attempts(retry_after: TimeDelta) -> Self {
        let wait = retry_after.to_std().unwrap_or_default().max(Duration::from_secs(1));
        let problem = Self::new(Code::RateLimited, "Too many wrong passwords; wait before you try again")
            .for_lockout()
            .with_header(header::RETRY_AFTER, whole_seconds(wait).into());
        lockout(wait).fold(problem, |problem, (name, value)| problem.with_header(name, value))
    }

    fn with_challenge(self, challenge: &'static str) -> Self {
        self.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            // A conflict is returned only if the write still conflicts after all retries.
            StoreError::Conflict | StoreError::Unavailable(_) => Self::unavailable(),
            StoreError::TooManyReads => Self::new(
                Code::RateLimited,
                "Too many of your searches and long lists are running; try again in a moment",
            )
            .with_header(header::RETRY_AFTER, whole_seconds(MAX_QUEUED).into()),
            StoreError::OutcomeUnknown(_) => Self::new(
                Code::OutcomeUnknown,
                "The request may or may not have taken effect; check before you try again",
            ),
            StoreError::Corrupt { .. } | StoreError::Rejected(_) => Self::internal(),
        }
        .caused_by(&error)
    }
}

impl From<HasherError> for Problem {
    fn from(error: HasherError) -> Self {
        match error {
            HasherError::Busy => Self::unavailable(),
            HasherError::Failed(_) => Self::internal(),
        }
        .caused_by(&error)
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Disabled => {
                Self::new(Code::RegistrationDisabled, "Registration is disabled on this server")
            }
            RegisterError::WeakPassword(invalid) => Fault::new("body", "password", invalid).into(),
            RegisterError::Save(error) => error.into(),
            RegisterError::Hasher(error) => error.into(),
        }
    }
}

impl From<SaveUserError> for Problem {
    fn from(error: SaveUserError) -> Self {
        match error {
            SaveUserError::EmailTaken => {
                Self::new(Code::EmailTaken, "This e-mail address is already registered")
            }
            SaveUserError::UsernameTaken => Self::new(Code::UsernameTaken, "This username is already taken"),
            SaveUserError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials { user } => {
                Self::new(Code::InvalidCredentials, "Incorrect username or password")
                    .with_challenge(CHALLENGE)
                    .with_account(user, None)
            }
            LoginError::AccountInactive { user } => {
                Self::new(Code::AccountInactive, "This account is inactive").with_account(Some(user), None)
            }
            LoginError::EmailNotVerified { user } => Self::new(
                Code::EmailNotVerified,
                "Open the link in the e-mail that was sent to you to verify your address, then log in again",
            )
            .with_account(Some(user), None),
            LoginError::TooManyAttempts { retry_after, user } => {
                Self::too_many_attempts(retry_after).caused_by(&error).with_account(user, None)
            }
            LoginError::Hasher(error) => error.into(),
            LoginError::Signing(error) => Self::internal().caused_by(&error),
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::AccountUnavailable => Self::token_revoked(),
            ConfirmError::PasswordRequired => {
                Self::new(Code::PasswordRequired, "Enter your password to confirm this action")
            }
            ConfirmError::WrongPassword => {
                Self::new(Code::InvalidCredentials, "Wrong password").with_challenge(CHALLENGE)
            }
            ConfirmError::TooManyAttempts { retry_after } => {
                Self::too_many_attempts(retry_after).caused_by(&error)
            }
            ConfirmError::Hasher(error) => error.into(),
            ConfirmError::Store(error) => error.into(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::WeakPassword(invalid) => Fault::new("body", "new_password", invalid).into(),
            ChangePasswordError::Confirm(error) => error.into(),
        }
    }
}

impl From<ChangeProfileError> for Problem {
    fn from(error: ChangeProfileError) -> Self {
        match error {
            ChangeProfileError::Save(error) => error.into(),
            ChangeProfileError::Confirm(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Invalid => {
                Self::new(Code::RefreshInvalid, "The refresh token is invalid; log in again")
                    .with_challenge(CHALLENGE)
            }
            RefreshError::Superseded => Self::new(
                Code::RefreshSuperseded,
                "The refresh token was just replaced; try again with the newest one",
            )
            .with_challenge(CHALLENGE),
            RefreshError::Reused { user_id, session_id } => {
                Self::new(Code::RefreshReused, "The refresh token was already used; log in again")
                    .with_challenge(CHALLENGE)
                    .caused_by(&error)
                    .with_account(Some(user_id), Some(session_id))
            }
            RefreshError::Signing(error) => Self::internal().caused_by(&error),
            RefreshError::Store(error) => error.into(),
        }
    }
}

impl From<LogoutError> for Problem {
    fn from(error: LogoutError) -> Self {
        match error {
            LogoutError::MissingToken => Self::token_missing(),
            LogoutError::Store(error) => error.into(),
        }
    }
}

impl From<EndSessionError> for Problem {
    fn from(error: EndSessionError) -> Self {
        match error {
            EndSessionError::NotFound => Self::new(Code::SessionNotFound, "Session not found"),
            EndSessionError::Confirm(error) => error.into(),
            EndSessionError::Store(error) => error.into(),
        }
    }
}

impl From<AuthenticateError> for Problem {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Invalid => Self::token_invalid(),
            AuthenticateError::Expired => {
                Self::new(Code::TokenExpired, "The access token has expired; refresh it")
                    .with_challenge(CHALLENGE_BAD_TOKEN)
            }
            AuthenticateError::Revoked => Self::token_revoked(),
            AuthenticateError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    // assures: R101
    #[test]
    fn driver_message_appears_only_in_the_log() {
        let secret = std::io::Error::other("password=hunter2 host=db.internal");
        let problem = Problem::from(StoreError::Unavailable(Box::new(secret)));
        assert_eq!(problem.status_code(), 503);
        assert!(!problem.to_string().contains("hunter2"));
        assert!(problem.cause().unwrap().contains("hunter2"));
    }
}
