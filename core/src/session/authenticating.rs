//! Who a request comes from, and what has to be known for that without asking the database each time.

use chrono::TimeDelta;

use crate::session::revocations::Standing;
use crate::session::{AccessClaims, AuthenticateError, InvalidToken, RefreshState, SessionService, SignedIn};
use crate::store_error::StoreError;

/// For how long ago a revocation may show up late: a commit takes its time, and replicas' clocks differ.
const REVOCATION_DELAY: TimeDelta = TimeDelta::seconds(30);

impl SessionService {
    /// Who presents this access token. Asks the database only when the list of revocations is too old to vouch.
    pub async fn authenticate(&self, token: &str) -> Result<SignedIn, AuthenticateError> {
        let claims =
            self.ports.access_tokens.verify(token).map_err(|InvalidToken| AuthenticateError::Invalid)?;
        let now = self.ports.clock.now();
        claims.check_times(now)?;
        let AccessClaims { user_id, session_id, .. } = claims;
        // The list reaches back as far as the lifetime set now. A token given out under a longer one, by this server
        // before a restart or by another, may be of a session that ended before that.
        let listed = claims.expires_at <= now + self.lifetimes.access + AccessClaims::CLOCK_SKEW;
        let live = match self.revocations.standing(user_id, session_id, now) {
            Standing::Live if listed => true,
            Standing::Revoked => false,
            Standing::Live | Standing::Unknown => {
                self.ports.sessions.is_live(user_id, session_id, now).await?
            }
        };
        if live { Ok(SignedIn { user_id, session_id }) } else { Err(AuthenticateError::Revoked) }
    }

    /// Learns which sessions ended elsewhere. To be called several times within [`Revocations::MAX_AGE`].
    ///
    /// [`Revocations::MAX_AGE`]: crate::session::Revocations::MAX_AGE
    pub async fn reload_revocations(&self) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let Some(load) = self.revocations.begin_load(now) else { return Ok(()) };
        let since = load.since.unwrap_or(now - self.lifetimes.access).min(now) - REVOCATION_DELAY;
        // A token is given out at the latest when the grace ends after the last use.
        let used_since = now - self.lifetimes.access - RefreshState::GRACE - REVOCATION_DELAY;
        // One more than fits tells that there are too many.
        let most = self.revocations.most() + 1;
        let dead = self.ports.sessions.find_dead(since, used_since, most).await?;
        self.revocations.end_load(load, dead, now, now + self.lifetimes.access);
        Ok(())
    }
}
