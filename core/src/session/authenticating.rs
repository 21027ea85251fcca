//! Who a request comes from, and what has to be known for that without asking the database each time.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::session::revocations::Standing;
use crate::session::{AccessClaims, AuthenticateError, InvalidToken, RefreshState, SessionService, SignedIn};
use crate::store_error::StoreError;

/// For how long ago a revocation may show up late: a commit takes its time, and replicas' clocks differ.
const REVOCATION_DELAY: TimeDelta = TimeDelta::seconds(30);

/// What an access token is good for: who comes with it, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    pub who: SignedIn,
    pub expires_at: Timestamp,
}

impl SessionService {
    /// Who presents this access token. Asks the database on the first use of a token that this process did not issue, or
    /// that confirms a refresh token; and when the list of revocations is too old to vouch.
    pub async fn authenticate(&self, token: &str) -> Result<SignedIn, AuthenticateError> {
        self.admit(token).await.map(|pass| pass.who)
    }

    /// The same, for an answer that goes on for longer than a moment.
    pub async fn admit(&self, token: &str) -> Result<Pass, AuthenticateError> {
        let claims =
            self.ports.access_tokens.verify(token).map_err(|InvalidToken| AuthenticateError::Invalid)?;
        claims.check_times(self.ports.clock.now())?;
        let AccessClaims { user_id, session_id, expires_at, .. } = claims;
        let pass = Pass { who: SignedIn { user_id, session_id }, expires_at };
        let is_live = if self.seen.contains(&claims) {
            self.is_live(&pass).await?
        } else {
            self.is_live_at_first_sight(&claims, &pass).await?
        };
        if is_live { Ok(pass) } else { Err(AuthenticateError::Revoked) }
    }

    /// The list of revocations can't vouch for a session that it never heard of: only the database knows whether there
    /// is such a session.
    async fn is_live_at_first_sight(&self, claims: &AccessClaims, pass: &Pass) -> Result<bool, StoreError> {
        if self.is_known_live(pass) == Some(false) {
            return Ok(false);
        }
        let AccessClaims { user_id, session_id, .. } = *claims;
        let (sessions, now) = (&self.ports.sessions, self.ports.clock.now());
        let is_live = match claims.refresh_ordinal {
            Some(ordinal) => sessions.confirm(user_id, session_id, ordinal, now).await?,
            None => sessions.is_live(user_id, session_id, now).await?,
        };
        if is_live {
            self.seen.insert(claims);
        }
        Ok(is_live)
    }

    /// Whether it is still good, as [`admit`](Self::admit) finds out.
    pub async fn is_good(&self, pass: &Pass) -> Result<bool, StoreError> {
        Ok(self.ports.clock.now() < pass.expires_at && self.is_live(pass).await?)
    }

    /// Whether it is still good, as far as this replica knows: it asks nobody. `None` where it can't say.
    pub fn is_known_good(&self, pass: &Pass) -> Option<bool> {
        if self.ports.clock.now() < pass.expires_at { self.is_known_live(pass) } else { Some(false) }
    }

    async fn is_live(&self, pass: &Pass) -> Result<bool, StoreError> {
        let SignedIn { user_id, session_id } = pass.who;
        match self.is_known_live(pass) {
            Some(is_live) => Ok(is_live),
            None => self.ports.sessions.is_live(user_id, session_id, self.ports.clock.now()).await,
        }
    }

    fn is_known_live(&self, pass: &Pass) -> Option<bool> {
        let now = self.ports.clock.now();
        let SignedIn { user_id, session_id } = pass.who;
        // The list reaches back as far as the lifetime set now. A token given out under a longer one, by this server
        // before a restart or by another, may be of a session that ended before that.
        let listed = pass.expires_at <= now + self.lifetimes.access + AccessClaims::CLOCK_SKEW;
        match self.revocations.standing(user_id, session_id, now) {
            Standing::Live if listed => Some(true),
            Standing::Revoked => Some(false),
            Standing::Live | Standing::Unknown => None,
        }
    }

    /// Learns which sessions ended elsewhere, and says whether there was any that it did not know. To be called several
    /// times within [`Revocations::MAX_AGE`].
    ///
    /// [`Revocations::MAX_AGE`]: crate::session::Revocations::MAX_AGE
    pub async fn reload_revocations(&self) -> Result<bool, StoreError> {
        let now = self.ports.clock.now();
        let Some(load) = self.revocations.begin_load(now) else { return Ok(false) };
        let since = load.since.unwrap_or(now - self.lifetimes.access).min(now) - REVOCATION_DELAY;
        // A token is given out at the latest when the grace ends after the last use.
        let used_since = now - self.lifetimes.access - RefreshState::GRACE - REVOCATION_DELAY;
        // One more than fits tells that there are too many.
        let most = self.revocations.most() + 1;
        let dead = self.ports.sessions.find_dead(since, used_since, most).await?;
        Ok(self.revocations.end_load(load, dead, now, now + self.lifetimes.access))
    }
}
