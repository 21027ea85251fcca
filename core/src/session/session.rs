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
    /// The address of the client. `None` if the client has no address, for example on a Unix socket.
    pub ip: Option<std::net::IpAddr>,
}

impl Client {
    /// The maximum length of a user agent, in characters.
    pub const MAX_USER_AGENT: usize = 255;

    /// Creates a client, and truncates a long user agent. A long user agent does not fail a login, because the user
    /// agent is only informative.
    pub fn new(user_agent: Option<&str>, ip: Option<std::net::IpAddr>) -> Self {
        let printable =
            |text: &str| text.chars().filter(|c| !c.is_control()).take(Self::MAX_USER_AGENT).collect();
        Self { user_agent: user_agent.map(printable).filter(|text: &String| !text.is_empty()), ip }
    }

    /// Returns the network of the address.
    pub fn network(&self) -> Option<NetworkBlock> {
        self.ip.map(NetworkBlock::from_address)
    }

    /// Returns whether the user agents are equal except for digits, dots and underscores, because version numbers
    /// change with each update.
    pub fn is_similar(&self, other: &Self) -> bool {
        fn words(client: &Client) -> impl Iterator<Item = char> + '_ {
            client
                .user_agent
                .iter()
                .flat_map(|text| text.chars())
                .filter(|c| !matches!(c, '0'..='9' | '.' | '_'))
        }
        self.user_agent.is_some() && words(self).eq(words(other))
    }

    /// Returns the user agent, without control characters.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }
}

/// A stored session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id of the session.
    pub id: SessionId,
    /// The user who logged in.
    pub user_id: UserId,
    /// The state of the refresh tokens.
    pub refresh: RefreshState,
    /// The client that logged in.
    pub client: Client,
    /// The client of the last refresh. Empty until the first refresh.
    pub last_client: Client,
    /// When the user logged in.
    pub created_at: Timestamp,
    /// When the session was last refreshed, or created if it was never refreshed.
    pub last_used_at: Timestamp,
    /// The end of the session. A refresh does not extend it.
    pub expires_at: Timestamp,
    /// When the session was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// Maximum number of live sessions per user. A further login revokes the least recently used session. Usually, only
    /// scripts that log in for each call and never log out reach this maximum.
    pub const MAX_LIVE: usize = 50;

    /// Returns the client of the last refresh or login.
    pub fn latest_client(&self) -> &Client {
        if self.last_client == Client::default() { &self.client } else { &self.last_client }
    }

    /// Returns whether the session is neither revoked nor expired.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Returns whether one of these events was before `before`: the session was revoked, the session expired, or its last
    /// refresh token expired.
    pub fn ended_before(&self, before: Timestamp) -> bool {
        self.revoked_at.is_some_and(|at| at < before)
            || self.expires_at < before
            || self.refresh.tip.expires_at < before
    }
}
