//! Logging in: verifies the password and creates a session.

use chrono::TimeDelta;

use crate::ids::SessionId;
use crate::network_block::NetworkBlock;
use crate::session::{Client, LoginError, RefreshState, Session, SessionService, TokenPair, TokenTransport};
use crate::store_error::StoreError;
use crate::user::mail::{MailContent, QueuedMail};
use crate::user::{
    CheckPurpose, Credentials, HashJobOrigin, KnownNetwork, LoginName, PasswordAttempt, PasswordCheck, User,
    VerifyOutcome,
};

/// Maximum number of attempts to log in. An attempt fails if the stored hash changes concurrently. A concurrent login
/// may rehash the password once. A third attempt is needed only if the password is also changed.
const MAX_ATTEMPTS: usize = 3;

/// A login without earlier sessions counts as the first login until an account has this age. An unverified account is
/// removed earlier.
const MAX_AGE_AT_FIRST_LOGIN: TimeDelta = TimeDelta::days(8);

/// Maximum number of stored sessions whose clients are compared with a new client.
const MAX_COMPARED: u32 = 200;

impl SessionService {
    /// Creates a session if the password is correct. An unknown name takes the same time as a wrong password.
    pub async fn login(
        &self,
        name: Option<&LoginName>,
        attempt: &PasswordAttempt,
        client: Client,
        transport: TokenTransport,
    ) -> Result<TokenPair, LoginError> {
        let network = client.network().unwrap_or(NetworkBlock::UNSPECIFIED);
        for _ in 0..MAX_ATTEMPTS {
            let (verified, is_known_network) = self.verify(name, attempt, network).await?;
            let session = self.new_session(&verified.user, client.clone(), transport);
            let notice = if is_known_network {
                None
            } else {
                self.new_client_notice(&verified.user, &session).await?
            };
            let hash = &verified.password_hash;
            let created = self.ports.sessions.create(&session, hash, Session::MAX_LIVE, notice.as_ref());
            match created.await {
                // The password was changed or rehashed, or the user was deleted or deactivated.
                Err(StoreError::Conflict) => {}
                ended => {
                    self.mark_revoked(ended?, session.created_at);
                    return Ok(self.issue_tokens(&session, &session.refresh, session.created_at)?);
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Returns the user with this name and password, and whether the user recently logged in from the network.
    async fn verify(
        &self,
        name: Option<&LoginName>,
        attempt: &PasswordAttempt,
        network: NetworkBlock,
    ) -> Result<(Credentials, bool), LoginError> {
        let known_since = self.ports.clock.now() - KnownNetwork::RETENTION;
        let record = match name {
            Some(name) => self.ports.users.find_for_login(name, network, known_since).await?,
            None => None,
        };
        let is_known_network = record.as_ref().is_some_and(|record| record.is_known_network);
        let credentials = record.map(|record| record.credentials);
        let user = credentials.as_ref().map(|credentials| &credentials.user);
        let id = user.map(|user| user.id);
        let unlocked_at = user.and_then(|user| user.unlocked_at);
        let check =
            PasswordCheck { purpose: CheckPurpose::Login(name), network, is_known_network, unlocked_at };
        let hash = credentials.as_ref().map(|credentials| &credentials.password_hash);
        let outcome = self.ports.password_verifier.verify(&check, attempt, hash).await;
        let outcome = outcome.map_err(|error| LoginError::from_verification(error, id))?;
        let (Some(credentials), true) = (credentials, outcome != VerifyOutcome::Mismatch) else {
            return Err(LoginError::InvalidCredentials { user: id });
        };
        if !credentials.user.is_active {
            return Err(LoginError::AccountInactive { user: credentials.user.id });
        }
        self.require_verified_email(&credentials.user).await?;
        if outcome == VerifyOutcome::OutdatedMatch {
            return Ok((self.renew_hash(credentials, attempt, network).await, is_known_network));
        }
        Ok((credentials, is_known_network))
    }

    /// Fails if the user has to verify the address first, and queues another mail with a link.
    ///
    /// If the server no longer requires a verification, the login is permitted. The account is then in use. So it must
    /// not be removed later, even if the setting is changed back after the session has ended.
    async fn require_verified_email(&self, user: &User) -> Result<(), LoginError> {
        if user.verification_due_at.is_none() {
            return Ok(());
        }
        if !self.mail_policy.requires_verification() {
            return Ok(self.ports.users.waive_verification(user.id).await?);
        }
        if let Some(mail) = self.notice(user.id, MailContent::VerifyEmail, self.ports.clock.now()) {
            self.ports.outbox.queue(&mail, 1).await?;
        }
        Err(LoginError::EmailNotVerified { user: user.id })
    }

    /// Returns the notice of a login from an unknown network, if the user wants one and has not used a similar client
    /// before. The first login of a new user causes no notice.
    async fn new_client_notice(
        &self,
        user: &User,
        session: &Session,
    ) -> Result<Option<QueuedMail>, StoreError> {
        if !self.mail_policy.sends_mails() || !user.preferences.login_notices {
            return Ok(None);
        }
        let earlier = self.ports.sessions.scan(user.id, None, MAX_COMPARED).await?;
        let is_similar = |earlier: &Session| {
            [&earlier.client, &earlier.last_client].iter().any(|client| client.is_similar(&session.client))
        };
        // The sessions of a user who was away for days are no longer stored.
        let is_first_login =
            earlier.is_empty() && session.created_at - user.created_at < MAX_AGE_AT_FIRST_LOGIN;
        if is_first_login || earlier.iter().any(is_similar) {
            return Ok(None);
        }
        let user_agent = session.client.user_agent().map(str::to_owned);
        let content = MailContent::NewLogin { user_agent, ip: session.client.ip };
        Ok(self.notice(user.id, content, session.created_at))
    }

    /// Replaces an outdated hash. A failure does not fail the login: the old hash stays valid, and the next login
    /// tries again.
    async fn renew_hash(
        &self,
        credentials: Credentials,
        attempt: &PasswordAttempt,
        network: NetworkBlock,
    ) -> Credentials {
        let Credentials { user, password_hash } = &credentials;
        // The password was verified, so the network counts as known.
        if let Some(password) = attempt.as_new()
            && let Ok(hash) = self.ports.hasher.hash(&password, HashJobOrigin::known(network)).await
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
