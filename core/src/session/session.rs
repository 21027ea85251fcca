//! A session: one login on one device.

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::session::RefreshState;

/// The client of a login or refresh, as shown in the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// At most [`Client::MAX_USER_AGENT`] characters, without control characters.
    user_agent: Option<String>,
    pub ip: Option<std::net::IpAddr>,
}

impl Client {
    pub const MAX_USER_AGENT: usize = 255;

    /// Truncates a long user agent, which is only informative and no reason to reject a login.
    pub fn new(user_agent: Option<&str>, ip: Option<std::net::IpAddr>) -> Self {
        let printable =
            |text: &str| text.chars().filter(|c| !c.is_control()).take(Self::MAX_USER_AGENT).collect();
        Self { user_agent: user_agent.map(printable).filter(|text: &String| !text.is_empty()), ip }
    }

    pub fn network(&self) -> Option<NetworkBlock> {
        self.ip.map(NetworkBlock::of)
    }

    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub refresh: RefreshState,
    /// The client that logged in.
    pub client: Client,
    /// The client of the last refresh; empty until the first one.
    pub last_client: Client,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    /// The absolute end. A refresh does not extend it.
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// Maximum number of live sessions per user. A further login revokes the least recently used one. More sessions
    /// usually come from scripts that log in for each call and never log out.
    pub const MAX_LIVE: usize = 50;

    /// Returns the client of the last refresh or login.
    pub fn latest_client(&self) -> &Client {
        if self.last_client == Client::default() { &self.client } else { &self.last_client }
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Returns whether the session was revoked or expired before `before`, so that neither its refresh tokens nor its
    /// revocation can matter any more.
    pub fn was_over(&self, before: Timestamp) -> bool {
        self.revoked_at.is_some_and(|at| at < before)
            || self.expires_at < before
            || self.refresh.tip.expires_at < before
    }
}
