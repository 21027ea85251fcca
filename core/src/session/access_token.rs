//! Access tokens, and the ports that sign and verify them.

use chrono::TimeDelta;
use thiserror::Error;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{AuthenticateError, SigningError};

/// The claims of an access token: user, session and validity. It contains no name, e-mail address or role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccessClaims {
    /// The user (`sub`).
    pub user_id: UserId,
    /// The session (`sid`).
    pub session_id: SessionId,
    /// The unique id of the token (`jti`).
    pub token_id: Uuid,
    /// When the token was issued (`iat`). `issued_at`, `not_before` and `expires_at` are in whole seconds.
    pub issued_at: Timestamp,
    /// The token is not valid before this time (`nbf`).
    pub not_before: Option<Timestamp>,
    /// The token is not valid from this time on (`exp`).
    pub expires_at: Timestamp,
    /// The ordinal of the refresh token that was issued together with this token. The first use of this token
    /// confirms that refresh token; see [`RefreshState`](crate::session::RefreshState).
    pub refresh_ordinal: Option<u32>,
}

/// The token was not signed by this server or is malformed. Clients get no more detail (RFC 6750 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a valid access token")]
pub struct InvalidToken;

impl AccessClaims {
    /// Maximum clock difference between the signing and the verifying server.
    pub const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

    /// Checks the validity period. Does not check whether the session was revoked.
    pub fn check_times(&self, now: Timestamp) -> Result<(), AuthenticateError> {
        let starts = self.not_before.map_or(self.issued_at, |nbf| nbf.max(self.issued_at));
        if starts > now + Self::CLOCK_SKEW {
            return Err(AuthenticateError::Invalid);
        }
        if now >= self.expires_at {
            return Err(AuthenticateError::Expired);
        }
        Ok(())
    }
}

/// Verifies access tokens. This port is enough for a service that accepts the tokens of another server.
pub trait AccessTokenVerifier: Send + Sync {
    /// Returns the claims of a token. MUST accept exactly one algorithm, fixed in advance, and only tokens in which
    /// every required claim is present and every claim has the right type (RFC 8725 §3.1). MUST NOT check the times:
    /// the caller does so with [`AccessClaims::check_times`].
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken>;
}

/// Signs access tokens, and verifies the tokens that it has signed.
pub trait AccessTokens: AccessTokenVerifier {
    /// Signs the claims, and returns the token as text.
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn claims_are_valid_from_their_start_until_their_end() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let claims = |not_before: Option<i64>| AccessClaims {
            user_id: UserId::new(7).unwrap(),
            session_id: SessionId(Uuid::nil()),
            token_id: Uuid::nil(),
            issued_at: at(1000),
            not_before: not_before.map(at),
            expires_at: at(2000),
            refresh_ordinal: None,
        };
        for (not_before, now, expected) in [
            (None, 994, "Err(Invalid)"),
            (None, 995, "Ok(())"),
            (None, 1999, "Ok(())"),
            (None, 2000, "Err(Expired)"),
            (Some(1500), 1494, "Err(Invalid)"),
            (Some(1500), 1495, "Ok(())"),
            (Some(900), 994, "Err(Invalid)"),
        ] {
            let checked = claims(not_before).check_times(at(now));
            assert_eq!(format!("{checked:?}"), expected, "{not_before:?} {now}");
        }
    }
}
