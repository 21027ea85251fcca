//! Logging out, and revoking sessions on other devices.

use crate::ids::{SessionId, UserId};
use crate::session::{
    Caller, ConfirmError, Confirmation, EndSessionError, LogoutError, Session, SessionService, SignedIn,
};
use crate::store_error::StoreError;
use crate::user::PasswordAttempt;

impl SessionService {
    /// Revokes the session of each given token. Returns the session of the access token or, without a valid access token,
    /// the session of the refresh token.
    ///
    /// Idempotent: a token of a revoked session and an invalid token have no effect. An expired access token still
    /// identifies its session, because its signature is valid.
    pub async fn logout(
        &self,
        access: Option<&str>,
        refresh: Option<&str>,
    ) -> Result<Option<SignedIn>, LogoutError> {
        if access.is_none() && refresh.is_none() {
            return Err(LogoutError::MissingToken);
        }
        let by_access = access.and_then(|text| self.ports.access_tokens.verify(text).ok());
        let by_refresh = refresh.and_then(|text| self.ports.refresh_tokens.open(text));
        let named = by_access.map(|claims| (claims.user_id, claims.session_id));
        let other =
            by_refresh.map(|token| (token.user_id, token.session_id)).filter(|other| Some(*other) != named);
        for (user_id, session_id) in named.into_iter().chain(other) {
            self.revoke(user_id, session_id, self.ports.clock.now()).await?;
        }
        Ok(named.or(other).map(|(user_id, session_id)| SignedIn { user_id, session_id }))
    }

    /// Returns the live sessions of the user, the most recently used first.
    pub async fn list(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        self.ports.sessions.list_live(user, self.ports.clock.now()).await
    }

    /// Revokes one live session of the user. If it is not the caller's own session, a confirmation is needed:
    /// otherwise an attacker with a stolen session could revoke the session of the owner.
    pub async fn end(
        &self,
        caller: Caller,
        id: SessionId,
        password: Option<&PasswordAttempt>,
    ) -> Result<(), EndSessionError> {
        if id != caller.signed_in.session_id {
            self.confirm(caller, password).await?;
        }
        let now = self.ports.clock.now();
        if !self.ports.sessions.revoke(caller.signed_in.user_id, id, now, None).await? {
            return Err(EndSessionError::NotFound);
        }
        self.mark_revoked([id], now);
        Ok(())
    }

    /// Revokes all sessions of the user except the caller's, after a confirmation.
    pub async fn end_others(
        &self,
        caller: Caller,
        password: Option<&PasswordAttempt>,
    ) -> Result<(), ConfirmError> {
        self.confirm(caller, password).await?;
        let (signed_in, now) = (caller.signed_in, self.ports.clock.now());
        let ended =
            self.ports.sessions.revoke_all(signed_in.user_id, Some(signed_in.session_id), now).await?;
        self.mark_revoked(ended, now);
        Ok(())
    }

    async fn confirm(&self, caller: Caller, password: Option<&PasswordAttempt>) -> Result<(), ConfirmError> {
        let confirmation = Confirmation {
            users: &*self.ports.users,
            sessions: &*self.ports.sessions,
            password_verifier: &self.ports.password_verifier,
            clock: &*self.ports.clock,
        };
        confirmation.confirm(confirmation.active(caller).await?, caller, password).await.map(drop)
    }
}
