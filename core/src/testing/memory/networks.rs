//! Known networks in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::Rows;
use crate::clock::Timestamp;
use crate::ids::UserId;
use crate::network_block::NetworkBlock;
use crate::store_error::StoreError;
use crate::user::{KnownNetwork, KnownNetworks};

#[async_trait]
impl KnownNetworks for MemoryDatabase {
    async fn list(&self, user: UserId) -> Result<Vec<KnownNetwork>, StoreError> {
        let mut own: Vec<KnownNetwork> =
            self.rows().networks.iter().filter(|(owner, _)| *owner == user).map(|(_, row)| *row).collect();
        own.sort_by_key(|row| row.network.to_string());
        Ok(own)
    }

    async fn find_users_of_old(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let rows = self.rows();
        let old = rows.networks.iter().filter(|(_, row)| row.last_login_at < before);
        let mut users: Vec<UserId> = old.map(|(user, _)| *user).filter(|user| Some(*user) > after).collect();
        users.sort_unstable();
        users.dedup();
        users.truncate(usize::try_from(limit).unwrap());
        Ok(users)
    }

    async fn purge(&self, user: UserId, before: Timestamp) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let all = rows.networks.len();
        rows.networks.retain(|(owner, row)| *owner != user || row.last_login_at >= before);
        Ok(all - rows.networks.len())
    }
}

impl Rows {
    pub(super) fn is_known_network(&self, user: UserId, network: NetworkBlock, since: Timestamp) -> bool {
        self.networks
            .iter()
            .any(|(owner, row)| *owner == user && row.network == network && row.last_login_at > since)
    }

    pub(super) fn record_network(&mut self, user: UserId, network: NetworkBlock, at: Timestamp) {
        if self.is_known_network(user, network, at - KnownNetwork::PRECISION) {
            return;
        }
        self.networks.retain(|(owner, row)| *owner != user || row.network != network);
        let mut own: Vec<Timestamp> = self
            .networks
            .iter()
            .filter(|(owner, _)| *owner == user)
            .map(|(_, row)| row.last_login_at)
            .collect();
        own.sort_unstable();
        if let Some(excess) = own.len().checked_sub(KnownNetwork::MAX_PER_USER) {
            let oldest = own.get(excess).copied().unwrap();
            self.networks.retain(|(owner, row)| *owner != user || row.last_login_at > oldest);
        }
        self.networks.push((user, KnownNetwork { network, last_login_at: at }));
    }
}
