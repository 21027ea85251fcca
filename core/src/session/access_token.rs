//! Access tokens as values, and the ports that sign and check them.

use chrono::TimeDelta;
use thiserror::Error;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{AuthenticateError, SigningFailed};

/// What an access token says: who, in which session, from when until when. No name, no e-mail, no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccessClaims {
    pub user_id: UserId,
    pub session_id: SessionId,
    pub token_id: Uuid,
    /// In whole seconds, like the two below.
    pub issued_at: Timestamp,
    pub not_before: Option<Timestamp>,
    pub expires_at: Timestamp,
    /// The refresh token that this one was issued with, which its first use confirms; see
    /// [`RefreshState`](crate::session::RefreshState).
    pub refresh_ordinal: Option<u32>,
}

/// Not a token that we signed, whatever is wrong with it: the bearer learns no more (RFC 6750 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a valid access token")]
pub struct InvalidToken;

impl AccessClaims {
    /// How far the clocks of who signs and of who verifies may differ.
    pub const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

    /// Whether they hold at this time. Says nothing of the session, which may have ended since.
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

/// All that a service needs that lets in who signed in elsewhere.
pub trait AccessTokenVerifier: Send + Sync {
    /// MUST accept exactly one algorithm, fixed in advance, and a token only with every claim present and of its type
    /// (RFC 8725 §3.1). MUST NOT judge the times: the caller does, by [`AccessClaims::check_times`].
    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken>;
}

/// What it signs, it also verifies.
pub trait AccessTokens: AccessTokenVerifier {
    fn sign(&self, claims: &AccessClaims) -> Result<String, SigningFailed>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn they_hold_from_their_start_until_their_end() {
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
