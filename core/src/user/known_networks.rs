//! The networks that an account was logged in from lately.
//!
//! A guesser elsewhere can't keep the owner out of these, and logins from them are hashed first.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::ids::UserId;
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;

/// How many users or rows one statement of the cleanup concerns at most.
const STEP: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownNetwork {
    pub network: NetworkBlock,
    /// The last login that was written down: the real one may be up to [`KnownNetwork::PRECISION`] later.
    pub last_login_at: Timestamp,
}

impl KnownNetwork {
    /// So long after a login its network is known.
    pub const REMEMBERED: TimeDelta = TimeDelta::days(30);
    /// A login from a network that was written down less than this ago writes nothing.
    pub const PRECISION: TimeDelta = TimeDelta::days(1);
    /// How many networks of one user are kept: the newest.
    pub const MAX_PER_USER: usize = 50;
}

/// Networks are written by [`SessionStore::create`](crate::session::SessionStore::create), with the session that a login
/// opens, and read by [`UserStore::find_for_login`](crate::user::UserStore::find_for_login).
#[async_trait]
pub trait KnownNetworks: Send + Sync {
    /// All networks kept for the user, also those not known any more, in the order of their text.
    async fn list(&self, user: UserId) -> Result<Vec<KnownNetwork>, StoreError>;

    /// At most so many users, by id and behind `after`, who have networks that were last logged in from before this
    /// moment. MUST lock nothing.
    async fn find_users_of_old(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError>;

    /// Removes the user's networks that were last logged in from before this moment, and returns how many.
    async fn purge(&self, user: UserId, before: Timestamp) -> Result<usize, StoreError>;
}

/// Removes networks that are not known any more.
#[derive(Clone)]
pub struct KnownNetworkCleaner {
    networks: Arc<dyn KnownNetworks>,
    clock: Arc<dyn Clock>,
}

impl KnownNetworkCleaner {
    pub fn new(networks: Arc<dyn KnownNetworks>, clock: Arc<dyn Clock>) -> Self {
        Self { networks, clock }
    }

    /// The next users behind `after` who have something to remove; to be called until there are none.
    pub async fn find_users(&self, after: Option<UserId>) -> Result<Vec<UserId>, StoreError> {
        self.networks.find_users_of_old(self.before(), after, STEP).await
    }

    pub async fn purge(&self, user: UserId) -> Result<usize, StoreError> {
        self.networks.purge(user, self.before()).await
    }

    fn before(&self) -> Timestamp {
        self.clock.now() - KnownNetwork::REMEMBERED
    }
}
