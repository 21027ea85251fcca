//! What a user can do with sessions: log in, refresh, log out; and who a request comes from.

use std::sync::Arc;

use chrono::{SubsecRound, TimeDelta};

use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::ids::{SessionId, UserId};
use crate::session::revocations::Standing;
use crate::session::{
    AccessClaims, AccessTokens, AuthenticateError, Client, InvalidToken, IssuedRefresh, LoginError,
    LogoutError, Presented, RefreshChange, RefreshError, RefreshHandle, RefreshState, RefreshToken,
    RefreshTokens, Revocations, Session, SessionStore, SigningFailed,
};
use crate::store_error::StoreError;
use crate::user::{
    Credentials, LoginName, PasswordAttempt, PasswordGate, PasswordHasher, Subject, User, UserStore, Verdict,
};

/// How often a refresh is decided anew because another one was faster. After the first of them the others change
/// nothing any more, so a second round is rare and a third takes a logout in between.
const ROUNDS: usize = 8;

/// How far the clocks of two replicas may differ.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

/// For how long ago a revocation may show up late: a commit takes its time, and replicas' clocks differ.
const REVOCATION_DELAY: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    pub access: TimeDelta,
    pub refresh: TimeDelta,
    /// From login to the absolute end of the session.
    pub session: TimeDelta,
}

#[derive(Clone)]
pub struct SessionPorts {
    pub sessions: Arc<dyn SessionStore>,
    pub users: Arc<dyn UserStore>,
    pub gate: PasswordGate,
    /// For a password whose hash is outdated.
    pub hasher: Arc<dyn PasswordHasher>,
    pub access_tokens: Arc<dyn AccessTokens>,
    pub refresh_tokens: Arc<dyn RefreshTokens>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

#[derive(Clone)]
pub struct SessionService {
    ports: SessionPorts,
    revocations: Arc<Revocations>,
    lifetimes: Lifetimes,
}

/// What a client is given to stay signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    pub access_token: String,
    pub refresh_token: String,
    /// The lifetime of the access token.
    pub expires_in: TimeDelta,
}

/// Who a request comes from, as an access token proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user_id: UserId,
    pub session_id: SessionId,
}

impl SessionService {
    /// All services of one process share their `revocations`.
    pub fn new(ports: SessionPorts, revocations: Arc<Revocations>, lifetimes: Lifetimes) -> Self {
        Self { ports, revocations, lifetimes }
    }

    /// Opens a session for who knows the password. Whatever fails takes the time of one password verification.
    pub async fn login(
        &self,
        name: Option<&LoginName>,
        attempt: &PasswordAttempt,
        client: Client,
    ) -> Result<TokenPair, LoginError> {
        let credentials = match name {
            Some(name) => self.ports.users.find_credentials(name).await?,
            None => None,
        };
        let hash = credentials.as_ref().map(|credentials| &credentials.password_hash);
        let user = credentials.as_ref().map(|credentials| credentials.user.id);
        let verdict = self.ports.gate.verify(Subject::Login { name, user }, attempt, hash).await?;
        let (Some(credentials), true) = (credentials, verdict != Verdict::Wrong) else {
            return Err(LoginError::InvalidCredentials);
        };
        if !credentials.user.is_active {
            return Err(LoginError::AccountInactive);
        }
        if verdict == Verdict::RightButOutdated {
            self.renew_hash(&credentials, attempt).await;
        }
        let session = self.new_session(&credentials.user, client);
        self.ports.sessions.create(&session).await.map_err(|error| match error {
            // The user was deleted while we looked at the password.
            StoreError::Conflict => LoginError::InvalidCredentials,
            other => other.into(),
        })?;
        Ok(self.pair(&session, &session.refresh.tip, session.created_at)?)
    }

    /// One step of the refresh rule; see [`RefreshState`].
    pub async fn refresh(&self, text: &str) -> Result<TokenPair, RefreshError> {
        let token = self.ports.refresh_tokens.open(text).ok_or(RefreshError::Invalid)?;
        for _ in 0..ROUNDS {
            let now = self.ports.clock.now();
            let session = self.find_refreshable(&token, now).await?;
            let fresh = self.new_refresh(session.expires_at, now);
            let tip = match session.refresh.present(token.handle, fresh, now) {
                Presented::Repeated(tip) => tip,
                Presented::Reused => return Err(self.end_reused(&session, now).await?),
                Presented::Advanced(refresh) => match self.save_refresh(&session, refresh, now).await {
                    Err(StoreError::Conflict) => continue,
                    saved => saved.map(|()| refresh.tip)?,
                },
            };
            return Ok(self.pair(&session, &tip, now)?);
        }
        Err(StoreError::Conflict.into())
    }

    /// Ends the session that the access token, the refresh token, or each of them, belongs to.
    ///
    /// Idempotent: a token of a session that has ended, or that is no token at all, leaves nothing to do. An expired
    /// access token alone still says which session is meant, because its signature does.
    pub async fn logout(&self, access: Option<&str>, refresh: Option<&str>) -> Result<(), LogoutError> {
        if access.is_none() && refresh.is_none() {
            return Err(LogoutError::NothingPresented);
        }
        let by_access = access.and_then(|text| self.ports.access_tokens.verify(text).ok());
        let by_refresh = refresh.and_then(|text| self.ports.refresh_tokens.open(text));
        let named = by_access.map(|claims| (claims.user_id, claims.session_id));
        let other =
            by_refresh.map(|token| (token.user_id, token.session_id)).filter(|other| Some(*other) != named);
        for (user_id, session_id) in named.into_iter().chain(other) {
            self.revoke(user_id, session_id, self.ports.clock.now()).await?;
        }
        Ok(())
    }

    /// Who presents this access token. Asks the database only when the list of revocations is too old to vouch.
    pub async fn authenticate(&self, token: &str) -> Result<SignedIn, AuthenticateError> {
        let claims =
            self.ports.access_tokens.verify(token).map_err(|InvalidToken| AuthenticateError::Invalid)?;
        let now = self.ports.clock.now();
        let starts = claims.not_before.map_or(claims.issued_at, |nbf| nbf.max(claims.issued_at));
        if starts > now + CLOCK_SKEW {
            return Err(AuthenticateError::Invalid);
        }
        if now >= claims.expires_at {
            return Err(AuthenticateError::Expired);
        }
        let AccessClaims { user_id, session_id, .. } = claims;
        // The list reaches back as far as the lifetime set now. A token given out under a longer one, by this server
        // before a restart or by another, may be of a session that ended before that.
        let listed = claims.expires_at <= now + self.lifetimes.access + CLOCK_SKEW;
        let live = match self.revocations.standing(session_id, now) {
            Standing::Live if listed => true,
            Standing::Revoked => false,
            Standing::Live | Standing::Unknown => {
                self.ports.sessions.is_live(user_id, session_id, now).await?
            }
        };
        if live { Ok(SignedIn { user_id, session_id }) } else { Err(AuthenticateError::Revoked) }
    }

    /// Learns which sessions ended elsewhere. To be called several times within [`Revocations::MAX_AGE`].
    pub async fn reload_revocations(&self) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let last = self.revocations.last_loaded().unwrap_or(now - self.lifetimes.access);
        // A token is given out at the latest when the grace ends after the last use.
        let used_since = now - self.lifetimes.access - RefreshState::GRACE - REVOCATION_DELAY;
        let dead = self.ports.sessions.find_dead(last.min(now) - REVOCATION_DELAY, used_since).await?;
        self.revocations.add(dead, now + self.lifetimes.access);
        self.revocations.loaded(now);
        Ok(())
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
        refresh: RefreshState,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let change = RefreshChange {
            user_id: session.user_id,
            id: session.id,
            from_tip: session.refresh.tip.handle,
            refresh,
            last_used_at: now,
        };
        self.ports.sessions.save_refresh(&change).await
    }

    async fn end_reused(&self, session: &Session, now: Timestamp) -> Result<RefreshError, StoreError> {
        self.revoke(session.user_id, session.id, now).await?;
        Ok(RefreshError::Reused { user_id: session.user_id, session_id: session.id })
    }

    /// Stored first, so that whoever saw the end can rely on it.
    async fn revoke(&self, user: UserId, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        self.ports.sessions.revoke(user, id, now).await?;
        self.revocations.add([id], now + self.lifetimes.access);
        Ok(())
    }

    /// A failure is no failure of the login: the old hash still serves, and the next login tries again.
    async fn renew_hash(&self, credentials: &Credentials, attempt: &PasswordAttempt) {
        let Some(password) = attempt.as_new() else { return };
        if let Ok(hash) = self.ports.hasher.hash(&password).await {
            let renewed =
                self.ports.users.replace_hash(credentials.user.id, &credentials.password_hash, &hash).await;
            drop(renewed);
        }
    }

    fn new_session(&self, user: &User, client: Client) -> Session {
        let now = self.ports.clock.now();
        let expires_at = now + self.lifetimes.session;
        Session {
            id: SessionId::random(&*self.ports.entropy),
            user_id: user.id,
            refresh: RefreshState::starting_with(self.new_refresh(expires_at, now)),
            client,
            created_at: now,
            last_used_at: now,
            expires_at,
            revoked_at: None,
        }
    }

    fn new_refresh(&self, session_end: Timestamp, now: Timestamp) -> IssuedRefresh {
        IssuedRefresh {
            handle: RefreshHandle::random(&*self.ports.entropy),
            issued_at: now,
            // The token carries whole seconds, and so must the session, to write the same token again.
            expires_at: (now + self.lifetimes.refresh).min(session_end).trunc_subsecs(0),
        }
    }

    fn pair(
        &self,
        session: &Session,
        tip: &IssuedRefresh,
        now: Timestamp,
    ) -> Result<TokenPair, SigningFailed> {
        let (user_id, session_id) = (session.user_id, session.id);
        let issued_at = now.trunc_subsecs(0);
        // The end of the session is known in advance, and so no revocation: each token has to keep to it.
        let expires_at = (issued_at + self.lifetimes.access).min(session.expires_at.trunc_subsecs(0));
        let access_token = self.ports.access_tokens.sign(&AccessClaims {
            user_id,
            session_id,
            token_id: uuid::Builder::from_random_bytes(self.ports.entropy.random_128()).into_uuid(),
            issued_at,
            not_before: None,
            expires_at,
        })?;
        let token = RefreshToken { user_id, session_id, handle: tip.handle, expires_at: tip.expires_at };
        let refresh_token = self.ports.refresh_tokens.seal(&token);
        Ok(TokenPair { access_token, refresh_token, expires_in: expires_at - issued_at })
    }
}
