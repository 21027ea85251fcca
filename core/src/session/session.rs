//! A session: one login on one device, until it ends.

use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::session::RefreshState;

/// Where a login came from, as its owner sees it in the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// At most [`Client::MAX_USER_AGENT`] characters, without control characters.
    user_agent: Option<String>,
    pub ip: Option<std::net::IpAddr>,
}

impl Client {
    pub const MAX_USER_AGENT: usize = 255;

    /// Cuts a user agent that is too long: it is a hint for people, not a fact to refuse a login over.
    pub fn new(user_agent: Option<&str>, ip: Option<std::net::IpAddr>) -> Self {
        let printable =
            |text: &str| text.chars().filter(|c| !c.is_control()).take(Self::MAX_USER_AGENT).collect();
        Self { user_agent: user_agent.map(printable).filter(|text: &String| !text.is_empty()), ip }
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
    /// The absolute end, which no refresh moves.
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// How many sessions of a user can live at once. One more ends the one used least recently: nobody has so many
    /// devices, but a script that logs in for each call does not know that it should log out.
    pub const MOST_LIVE: usize = 50;

    /// The client that used a refresh token or logged in last.
    pub fn latest_client(&self) -> &Client {
        if self.last_client == Client::default() { &self.client } else { &self.last_client }
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Whether nothing of the session, neither a refresh nor its being revoked, can matter since `before`.
    pub fn was_over(&self, before: Timestamp) -> bool {
        self.revoked_at.is_some_and(|at| at < before)
            || self.expires_at < before
            || self.refresh.tip.expires_at < before
    }
}
