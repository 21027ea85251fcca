//! Refreshing: exchanges a refresh token for new tokens of the same session.

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::{
    Client, RefreshChange, RefreshError, RefreshOutcome, RefreshState, RefreshToken, Session, SessionService,
    TokenPair, TokenTransport,
};
use crate::store_error::StoreError;
use crate::user::mail::MailContent;

/// Maximum number of attempts to store a refresh. An attempt fails if the session changes concurrently. More than two
/// attempts are rare: after one refresh is stored, concurrent refreshes of the same token usually write nothing.
const MAX_ATTEMPTS: usize = 8;

/// The result of a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// The new tokens.
    pub pair: TokenPair,
    /// Whether the address or user agent differs from the previous refresh or login.
    pub is_new_client: bool,
}

impl SessionService {
    /// Applies the refresh rule; see [`RefreshState`].
    pub async fn refresh(
        &self,
        text: &str,
        transport: TokenTransport,
        client: &Client,
    ) -> Result<Refreshed, RefreshError> {
        let token = self.ports.refresh_tokens.open(text).ok_or(RefreshError::Invalid)?;
        for _ in 0..MAX_ATTEMPTS {
            let now = self.ports.clock.now();
            let session = self.find_refreshable(&token, now).await?;
            let fresh = self.new_refresh(session.expires_at, now);
            let is_new_client = session.latest_client() != client;
            let refresh = match session.refresh.evaluate(token.handle, transport, fresh, now) {
                RefreshOutcome::Superseded => return Err(RefreshError::Superseded),
                RefreshOutcome::Reused => return Err(self.end_reused(&session, now).await?),
                RefreshOutcome::Reissued(_) if !is_new_client => {
                    let pair = self.issue_tokens(&session, &session.refresh, now)?;
                    return Ok(Refreshed { pair, is_new_client });
                }
                // The tokens stay the same. The client and the time are saved, so that the owner sees them in the list
                // of sessions.
                RefreshOutcome::Reissued(_) => session.refresh.clone(),
                RefreshOutcome::Rotated(refresh) => refresh,
            };
            match self.save_refresh(&session, &refresh, client, now).await {
                Err(StoreError::Conflict) => {}
                saved => {
                    saved?;
                    let pair = self.issue_tokens(&session, &refresh, now)?;
                    return Ok(Refreshed { pair, is_new_client });
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Returns the id of the session of a refresh token, even if the token has expired or the session has ended. `None`
    /// for a token that was never issued.
    pub fn session_of(&self, refresh_token: &str) -> Option<SessionId> {
        self.ports.refresh_tokens.open(refresh_token).map(|token| token.session_id)
    }

    /// Returns the id of the user of a refresh token, like [`session_of`](Self::session_of).
    pub fn user_of(&self, refresh_token: &str) -> Option<UserId> {
        self.ports.refresh_tokens.open(refresh_token).map(|token| token.user_id)
    }

    async fn find_refreshable(&self, token: &RefreshToken, now: Timestamp) -> Result<Session, RefreshError> {
        if now >= token.expires_at {
            return Err(RefreshError::Invalid);
        }
        let session = self.ports.sessions.find(token.user_id, token.session_id).await?;
        let session = session.filter(|session| session.is_live(now)).ok_or(RefreshError::Invalid)?;
        let user = self.ports.users.find(token.user_id).await?;
        user.filter(|user| user.is_active).ok_or(RefreshError::Invalid)?;
        Ok(session)
    }

    async fn save_refresh(
        &self,
        session: &Session,
        refresh: &RefreshState,
        client: &Client,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let change = RefreshChange {
            user_id: session.user_id,
            id: session.id,
            from_tip: session.refresh.tip.handle,
            from_confirmed_at: session.refresh.rotation.as_ref().and_then(|rotation| rotation.confirmed_at),
            refresh: refresh.clone(),
            last_used_at: now,
            last_client: client.clone(),
        };
        self.ports.sessions.save_refresh(&change).await
    }

    async fn end_reused(&self, session: &Session, now: Timestamp) -> Result<RefreshError, StoreError> {
        let notice = self.notice(session.user_id, MailContent::RefreshTokenReused, now);
        self.ports.sessions.revoke(session.user_id, session.id, now, notice.as_ref()).await?;
        self.mark_revoked([session.id], now);
        Ok(RefreshError::Reused { user_id: session.user_id, session_id: session.id })
    }
}
