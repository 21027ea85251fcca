//! Known networks in PostgreSQL. A login writes them together with its session (`sessions/statements.rs`).

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{KnownNetwork, KnownNetworks};

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::schema::known_networks;
use crate::user_scan::find_users_before;

const FIND_USERS_OF_OLD: &str = "
SELECT DISTINCT user_id AS owner_id FROM known_networks
WHERE last_login_at < $1 AND user_id > $2 ORDER BY owner_id LIMIT $3";

const PURGE: &str = "DELETE FROM known_networks WHERE user_id = $1 AND last_login_at < $2";

pub(crate) struct PostgresKnownNetworks {
    database: Database,
}

impl PostgresKnownNetworks {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl KnownNetworks for PostgresKnownNetworks {
    async fn list(&self, user: UserId) -> Result<Vec<KnownNetwork>, StoreError> {
        let rows: Vec<(String, Timestamp)> = self
            .database
            .read(|| {
                let own = known_networks::table.filter(known_networks::user_id.eq(user.get()));
                own.select((known_networks::network, known_networks::last_login_at))
            })
            .await?;
        let mut networks = rows.into_iter().map(known_network).collect::<Result<Vec<_>, _>>()?;
        // The database does not sort the networks, because its order depends on its collation.
        networks.sort_by_cached_key(|known| known.network.to_string());
        Ok(networks)
    }

    async fn find_users_of_old(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        find_users_before(&self.database, FIND_USERS_OF_OLD, before, after, limit).await
    }

    async fn purge(&self, user: UserId, before: Timestamp) -> Result<usize, StoreError> {
        let delete = || {
            cached_sql(PURGE).bind_all(|sql| sql.bind::<BigInt, _>(user.get()).bind::<Timestamptz, _>(before))
        };
        Ok(self.database.execute(delete).await?)
    }
}

fn known_network((network, last_login_at): (String, Timestamp)) -> Result<KnownNetwork, StoreError> {
    let corrupt = StoreError::Corrupt { table: "known_networks", column: "network" };
    Ok(KnownNetwork { network: NetworkBlock::parse(&network).ok_or(corrupt)?, last_login_at })
}
