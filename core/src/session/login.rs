//! Logging in: a password opens a session.

use crate::ids::SessionId;
use crate::session::{Client, LoginError, RefreshState, Session, SessionService, TokenPair};
use crate::store_error::StoreError;
use crate::user::{Credentials, LoginName, PasswordAttempt, Subject, User, Verdict};

impl SessionService {
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
}
