//! The session service. Its use cases are in `login.rs`, `rotate.rs`, `logout.rs` and `authenticate.rs`.

use std::sync::Arc;

use chrono::{SubsecRound, TimeDelta};

use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::ids::{SessionId, UserId};
use crate::session::{
    AccessClaims, AccessTokens, IssuedRefresh, RefreshHandle, RefreshState, RefreshToken, RefreshTokens,
    Revocations, Session, SessionStore, SignedIn, SigningError, VerifiedTokenCache,
};
use crate::store_error::StoreError;
use crate::user::mail::{MailContent, MailOutbox, MailPolicy, QueuedMail};
use crate::user::{PasswordHasher, PasswordVerifier, UserStore};

/// The lifetimes of tokens and sessions.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// The lifetime of an access token, at most [`Lifetimes::MAX_ACCESS_MINUTES`].
    pub access: TimeDelta,
    /// The lifetime of a refresh token. A new refresh token has the full lifetime, but expires at the end of the
    /// session at the latest.
    pub refresh: TimeDelta,
    /// The maximum lifetime of a session, from login.
    pub session: TimeDelta,
}

impl Lifetimes {
    /// The maximum configurable lifetime of an access token. Revocations are stored for at least this time.
    pub const MAX_ACCESS_MINUTES: i64 = 1440;
}

/// The ports that a [`SessionService`] uses.
#[derive(Clone)]
pub struct SessionPorts {
    /// Stores sessions.
    pub sessions: Arc<dyn SessionStore>,
    /// Stores users.
    pub users: Arc<dyn UserStore>,
    /// Stores mails to users.
    pub outbox: Arc<dyn MailOutbox>,
    /// Verifies passwords, and counts failed attempts.
    pub password_verifier: PasswordVerifier,
    /// Rehashes passwords with an outdated hash.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Signs and verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Encodes and decodes refresh tokens.
    pub refresh_tokens: Arc<dyn RefreshTokens>,
    /// Returns the time of logins, refreshes and checks.
    pub clock: Arc<dyn Clock>,
    /// Generates session ids, token ids and refresh handles.
    pub entropy: Arc<dyn Entropy>,
}

/// The use cases of sessions: log in, refresh, authenticate, list, log out. Cloning is cheap.
#[derive(Clone)]
pub struct SessionService {
    pub(super) ports: SessionPorts,
    pub(super) revocations: Arc<Revocations>,
    pub(super) verified_tokens: Arc<VerifiedTokenCache>,
    pub(super) lifetimes: Lifetimes,
    pub(super) mail_policy: MailPolicy,
}

/// The tokens for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// The user and the session.
    pub signed_in: SignedIn,
    /// The access token, which requests present.
    pub access_token: String,
    /// The refresh token, which a refresh exchanges for the next pair.
    pub refresh_token: String,
    /// The lifetime of the access token.
    pub expires_in: TimeDelta,
    /// The remaining lifetime of the refresh token.
    pub refresh_expires_in: TimeDelta,
}

impl SessionService {
    /// Creates the service. All services of one process must share `revocations` and `verified_tokens`.
    pub fn new(
        ports: SessionPorts,
        revocations: Arc<Revocations>,
        verified_tokens: Arc<VerifiedTokenCache>,
        lifetimes: Lifetimes,
        mail_policy: MailPolicy,
    ) -> Self {
        Self { ports, revocations, verified_tokens, lifetimes, mail_policy }
    }

    /// Revokes a session in the store, and then adds it to the revocation list. In this order, a session in the list is
    /// always revoked in the store.
    pub(super) async fn revoke(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        self.ports.sessions.revoke(user, id, now, None).await?;
        self.mark_revoked([id], now);
        Ok(())
    }

    /// Returns a mail to queue. `None` if this server sends no mails.
    pub(super) fn notice(&self, user: UserId, content: MailContent, at: Timestamp) -> Option<QueuedMail> {
        self.mail_policy.sends_mails().then(|| QueuedMail::new(user, content, at, &*self.ports.entropy))
    }

    /// Adds sessions that were revoked in the store to the revocation list.
    pub(super) fn mark_revoked(&self, ids: impl IntoIterator<Item = SessionId>, now: Timestamp) {
        self.revocations.end(ids, now + self.lifetimes.access);
    }

    pub(super) fn new_refresh(&self, session_end: Timestamp, now: Timestamp) -> IssuedRefresh {
        IssuedRefresh {
            handle: RefreshHandle::random(&*self.ports.entropy),
            issued_at: now,
            // The token contains whole seconds. The session must store the same value to encode the same token again.
            expires_at: (now + self.lifetimes.refresh).min(session_end).trunc_subsecs(0),
        }
    }

    /// Issues tokens for a session whose stored refresh state is `refresh`.
    pub(super) fn issue_tokens(
        &self,
        session: &Session,
        refresh: &RefreshState,
        now: Timestamp,
    ) -> Result<TokenPair, SigningError> {
        let tip = &refresh.tip;
        let (user_id, session_id) = (session.user_id, session.id);
        let issued_at = now.trunc_subsecs(0);
        // The revocation list does not contain expired sessions, so no access token may outlive its session.
        let expires_at = (issued_at + self.lifetimes.access).min(session.expires_at.trunc_subsecs(0));
        let claims = AccessClaims {
            user_id,
            session_id,
            token_id: uuid::Builder::from_random_bytes(self.ports.entropy.random_128()).into_uuid(),
            issued_at,
            not_before: None,
            expires_at,
            refresh_ordinal: refresh.confirmable_ordinal(),
        };
        let access_token = self.ports.access_tokens.sign(&claims)?;
        // The session was just read or written, so it exists. An access token that confirms a refresh token must still be
        // checked in the store.
        if claims.refresh_ordinal.is_none() {
            self.verified_tokens.insert(&claims);
        }
        let token = RefreshToken { user_id, session_id, handle: tip.handle, expires_at: tip.expires_at };
        let refresh_token = self.ports.refresh_tokens.seal(&token);
        Ok(TokenPair {
            signed_in: SignedIn { user_id, session_id },
            access_token,
            refresh_token,
            expires_in: expires_at - issued_at,
            refresh_expires_in: tip.expires_at - now,
        })
    }
}
