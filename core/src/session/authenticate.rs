//! Authenticates requests by access token, usually without a database query.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::session::revocations::RevocationStatus;
use crate::session::{AccessClaims, AuthenticateError, InvalidToken, RefreshState, SessionService, SignedIn};
use crate::store_error::StoreError;

/// Maximum time from the timestamp of a revocation until other replicas can read it: commits take time, and the clocks
/// of replicas differ.
const REVOCATION_DELAY: TimeDelta = TimeDelta::seconds(30);

/// The result of a successful authentication: the session, and the expiry time of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidToken {
    /// The user and the session of the token.
    pub signed_in: SignedIn,
    /// The token is not valid from this time on.
    pub expires_at: Timestamp,
}

impl SessionService {
    /// Authenticates an access token. Queries the database only if the token is not in the cache of verified tokens, or
    /// if the revocation list can't show whether the session is live. A token that this process issues is added to the
    /// cache immediately, unless it confirms a refresh token.
    pub async fn authenticate(&self, token: &str) -> Result<ValidToken, AuthenticateError> {
        let claims =
            self.ports.access_tokens.verify(token).map_err(|InvalidToken| AuthenticateError::Invalid)?;
        claims.check_times(self.ports.clock.now())?;
        let AccessClaims { user_id, session_id, expires_at, .. } = claims;
        let valid = ValidToken { signed_in: SignedIn { user_id, session_id }, expires_at };
        let is_live = if self.verified_tokens.contains(&claims) {
            self.is_live(&valid).await?
        } else {
            self.is_unseen_session_live(&claims, &valid).await?
        };
        if is_live { Ok(valid) } else { Err(AuthenticateError::Revoked) }
    }

    /// Checks a token that is not in the cache of verified tokens. The revocation list does not show whether the
    /// session exists, so this method queries the database.
    async fn is_unseen_session_live(
        &self,
        claims: &AccessClaims,
        valid: &ValidToken,
    ) -> Result<bool, StoreError> {
        if self.is_known_live(valid) == Some(false) {
            return Ok(false);
        }
        let AccessClaims { user_id, session_id, .. } = *claims;
        let (sessions, now) = (&self.ports.sessions, self.ports.clock.now());
        let is_live = match claims.refresh_ordinal {
            Some(ordinal) => sessions.confirm(user_id, session_id, ordinal, now).await?,
            None => sessions.is_live(user_id, session_id, now).await?,
        };
        if is_live {
            self.verified_tokens.insert(claims);
        }
        Ok(is_live)
    }

    /// Checks again whether the token is still valid, with the same rules as [`authenticate`](Self::authenticate).
    pub async fn is_still_valid(&self, valid: &ValidToken) -> Result<bool, StoreError> {
        Ok(self.ports.clock.now() < valid.expires_at && self.is_live(valid).await?)
    }

    /// Checks again whether the token is still valid, without a database query. `None` if the revocation list can't
    /// show whether the session is live.
    pub fn is_known_valid(&self, valid: &ValidToken) -> Option<bool> {
        if self.ports.clock.now() < valid.expires_at { self.is_known_live(valid) } else { Some(false) }
    }

    /// Returns whether the session is live according to the database, even if the access token has expired.
    pub async fn is_session_live(
        &self,
        SignedIn { user_id, session_id }: SignedIn,
    ) -> Result<bool, StoreError> {
        self.ports.sessions.is_live(user_id, session_id, self.ports.clock.now()).await
    }

    async fn is_live(&self, valid: &ValidToken) -> Result<bool, StoreError> {
        let SignedIn { user_id, session_id } = valid.signed_in;
        match self.is_known_live(valid) {
            Some(is_live) => Ok(is_live),
            None => self.ports.sessions.is_live(user_id, session_id, self.ports.clock.now()).await,
        }
    }

    fn is_known_live(&self, valid: &ValidToken) -> Option<bool> {
        let now = self.ports.clock.now();
        let SignedIn { user_id, session_id } = valid.signed_in;
        // The list covers the current access token lifetime. A token that was issued with a longer lifetime, before a
        // restart or by another server, may belong to a session whose revocation is no longer in the list.
        let is_covered = valid.expires_at <= now + self.lifetimes.access + AccessClaims::CLOCK_SKEW;
        match self.revocations.status(user_id, session_id, now) {
            RevocationStatus::Live if is_covered => Some(true),
            RevocationStatus::Revoked => Some(false),
            RevocationStatus::Live | RevocationStatus::Unknown => None,
        }
    }

    /// Reloads the revocation list from the database. Returns whether the list contains new entries. Call this method
    /// several times within [`Revocations::MAX_AGE`].
    ///
    /// [`Revocations::MAX_AGE`]: crate::session::Revocations::MAX_AGE
    pub async fn reload_revocations(&self) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        let Some(load) = self.revocations.begin_load(now) else { return Ok(false) };
        let since = load.since.unwrap_or(now - self.lifetimes.access).min(now) - REVOCATION_DELAY;
        // The last access token of a session is issued at most one reissue period after the last recorded use.
        let used_since = now - self.lifetimes.access - RefreshState::REISSUE_PERIOD - REVOCATION_DELAY;
        // One row more than the maximum shows that the list would overflow.
        let max = self.revocations.max_entries() + 1;
        let revoked = self.ports.sessions.find_revoked_since(since, used_since, max).await?;
        Ok(self.revocations.end_load(load, revoked, now, now + self.lifetimes.access))
    }
}
