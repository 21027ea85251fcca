//! Logging in: a password is proved, and a session opened on that proof.

use crate::ids::SessionId;
use crate::session::{Client, LoginError, RefreshState, Session, SessionService, TokenPair, TokenTransport};
use crate::store_error::StoreError;
use crate::user::{Credentials, LoginName, PasswordAttempt, Subject, User, Verdict};

/// How often a login looks anew because the stored hash changed under it. The first of many logins at once may rewrite
/// the hash, and after that nobody does; a further round takes a change of the password in between.
const ROUNDS: usize = 3;

impl SessionService {
    /// Opens a session for who knows the password. Whatever fails takes the time of one password verification.
    pub async fn login(
        &self,
        name: Option<&LoginName>,
        attempt: &PasswordAttempt,
        client: Client,
        transport: TokenTransport,
    ) -> Result<TokenPair, LoginError> {
        for _ in 0..ROUNDS {
            let verified = self.verify(name, attempt).await?;
            let session = self.new_session(&verified.user, client.clone(), transport);
            let created = self.ports.sessions.create(&session, &verified.password_hash, Session::MOST_LIVE);
            match created.await {
                // Not the hash any more that was looked at: a change of the password, or only of how it is hashed.
                Err(StoreError::Conflict) => {}
                ended => {
                    self.know_ended(ended?, session.created_at);
                    return Ok(self.pair(&session, &session.refresh, session.created_at)?);
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// The user that has this name and this password.
    async fn verify(
        &self,
        name: Option<&LoginName>,
        attempt: &PasswordAttempt,
    ) -> Result<Credentials, LoginError> {
        let credentials = match name {
            Some(name) => self.ports.users.find_credentials(name).await?,
            None => None,
        };
        let hash = credentials.as_ref().map(|credentials| &credentials.password_hash);
        let user = credentials.as_ref().map(|credentials| credentials.user.id);
        let verdict = self.ports.gate.verify(Subject::Login(name), attempt, hash).await;
        let verdict = verdict.map_err(|error| LoginError::unproved(error, user))?;
        let (Some(credentials), true) = (credentials, verdict != Verdict::Wrong) else {
            return Err(LoginError::InvalidCredentials { user });
        };
        if !credentials.user.is_active {
            return Err(LoginError::AccountInactive { user: credentials.user.id });
        }
        if verdict == Verdict::RightButOutdated {
            return Ok(self.renew_hash(credentials, attempt).await);
        }
        Ok(credentials)
    }

    /// A failure is no failure of the login: the old hash still serves, and the next login tries again.
    async fn renew_hash(&self, credentials: Credentials, attempt: &PasswordAttempt) -> Credentials {
        let Credentials { user, password_hash } = &credentials;
        if let Some(password) = attempt.as_new()
            && let Ok(hash) = self.ports.hasher.hash(&password).await
            && let Ok(true) = self.ports.users.replace_hash(user.id, password_hash, &hash).await
        {
            return Credentials { password_hash: hash, ..credentials };
        }
        credentials
    }

    fn new_session(&self, user: &User, client: Client, transport: TokenTransport) -> Session {
        let now = self.ports.clock.now();
        let expires_at = now + self.lifetimes.session;
        Session {
            id: SessionId::random(&*self.ports.entropy),
            user_id: user.id,
            refresh: RefreshState::starting_with(self.new_refresh(expires_at, now), transport),
            client,
            last_client: Client::default(),
            created_at: now,
            last_used_at: now,
            expires_at,
            revoked_at: None,
        }
    }
}
