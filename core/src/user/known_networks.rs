//! The networks from which a user recently logged in.
//!
//! Attackers in other networks can't lock out a user in a known network, and hashing jobs from known networks have priority.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::ids::UserId;
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;

/// Maximum number of users per cleanup statement.
const MAX_USERS_PER_STATEMENT: u32 = 100;

/// A network from which a user recently logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownNetwork {
    /// The network.
    pub network: NetworkBlock,
    /// The last recorded login. The actual last login may be up to [`KnownNetwork::PRECISION`] later.
    pub last_login_at: Timestamp,
}

impl KnownNetwork {
    /// How long a network stays known after a login.
    pub const RETENTION: TimeDelta = TimeDelta::days(30);
    /// Minimum time between two recorded logins from the same network.
    pub const PRECISION: TimeDelta = TimeDelta::days(1);
    /// Maximum number of networks per user. Older networks are removed.
    pub const MAX_PER_USER: usize = 50;
}

/// Lists and removes known networks. Known networks are stored by
/// [`SessionStore::create`](crate::session::SessionStore::create), together with the session of a login, and read by
/// [`UserStore::find_for_login`](crate::user::UserStore::find_for_login).
#[async_trait]
pub trait KnownNetworks: Send + Sync {
    /// Returns all stored networks of the user, including expired ones, sorted by their string form.
    async fn list(&self, user: UserId) -> Result<Vec<KnownNetwork>, StoreError>;

    /// Returns at most `limit` users with ids greater than `after` who have networks last used before `before`, in
    /// order of id. MUST NOT lock rows.
    async fn find_users_of_old(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes the user's networks last used before `before`, and returns their number.
    async fn purge(&self, user: UserId, before: Timestamp) -> Result<usize, StoreError>;
}

/// Removes expired networks.
#[derive(Clone)]
pub struct KnownNetworkCleaner {
    networks: Arc<dyn KnownNetworks>,
    clock: Arc<dyn Clock>,
}

impl KnownNetworkCleaner {
    /// Creates a cleaner.
    pub fn new(networks: Arc<dyn KnownNetworks>, clock: Arc<dyn Clock>) -> Self {
        Self { networks, clock }
    }

    /// Returns the next users with expired networks, with ids greater than `after`. Call this method with the last
    /// returned user until the result is empty.
    pub async fn find_users(&self, after: Option<UserId>) -> Result<Vec<UserId>, StoreError> {
        self.networks.find_users_of_old(self.expired_before(), after, MAX_USERS_PER_STATEMENT).await
    }

    /// Removes the expired networks of the user, and returns their number.
    pub async fn purge(&self, user: UserId) -> Result<usize, StoreError> {
        self.networks.purge(user, self.expired_before()).await
    }

    fn expired_before(&self) -> Timestamp {
        self.clock.now() - KnownNetwork::RETENTION
    }
}
