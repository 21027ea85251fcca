//! Logging in: a password is proved, and a session opened on that proof.

use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::session::{Client, LoginError, RefreshState, Session, SessionService, TokenPair, TokenTransport};
use crate::store_error::StoreError;
use crate::user::{
    Applicant, Credentials, KnownNetwork, LoginName, PasswordAttempt, Subject, Trial, User, Verdict,
};

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
        let network = client.network().unwrap_or(NetworkBlock::UNSPECIFIED);
        for _ in 0..ROUNDS {
            let verified = self.verify(name, attempt, network).await?;
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
        network: NetworkBlock,
    ) -> Result<Credentials, LoginError> {
        let known_since = self.ports.clock.now() - KnownNetwork::REMEMBERED;
        let record = match name {
            Some(name) => self.ports.users.find_for_login(name, network, known_since).await?,
            None => None,
        };
        let is_known_network = record.as_ref().is_some_and(|record| record.is_known_network);
        let credentials = record.map(|record| record.credentials);
        let user = credentials.as_ref().map(|credentials| &credentials.user);
        let id = user.map(|user| user.id);
        let unlocked_at = user.and_then(|user| user.unlocked_at);
        let trial = Trial { subject: Subject::Login(name), network, is_known_network, unlocked_at };
        let hash = credentials.as_ref().map(|credentials| &credentials.password_hash);
        let verdict = self.ports.gate.verify(&trial, attempt, hash).await;
        let verdict = verdict.map_err(|error| LoginError::unproved(error, id))?;
        let (Some(credentials), true) = (credentials, verdict != Verdict::Wrong) else {
            return Err(LoginError::InvalidCredentials { user: id });
        };
        if !credentials.user.is_active {
            return Err(LoginError::AccountInactive { user: credentials.user.id });
        }
        if verdict == Verdict::RightButOutdated {
            return Ok(self.renew_hash(credentials, attempt, network).await);
        }
        Ok(credentials)
    }

    /// A failure is no failure of the login: the old hash still serves, and the next login tries again.
    async fn renew_hash(
        &self,
        credentials: Credentials,
        attempt: &PasswordAttempt,
        network: NetworkBlock,
    ) -> Credentials {
        let Credentials { user, password_hash } = &credentials;
        // Whoever has proved the password is no stranger.
        if let Some(password) = attempt.as_new()
            && let Ok(hash) = self.ports.hasher.hash(&password, Applicant::known(network)).await
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
