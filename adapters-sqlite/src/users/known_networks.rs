//! Known networks in SQLite.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::network_block::NetworkBlock;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{KnownNetwork, KnownNetworks};

use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::schema::known_networks;
use crate::values::{known_network, micros, user_id};

const USERS_OF_OLD: &str = "SELECT DISTINCT user_id FROM known_networks INDEXED BY known_networks_time_idx \
                            WHERE last_login_at < ?1 AND user_id > ?2 ORDER BY user_id LIMIT ?3";

#[async_trait]
impl KnownNetworks for SqliteDatabase {
    async fn list(&self, user: UserId) -> Result<Vec<KnownNetwork>, StoreError> {
        let select = move |connection: &mut SqliteConnection| {
            let own = known_networks::table.filter(known_networks::user_id.eq(user.get()));
            let own = own.order(known_networks::network);
            own.select((known_networks::network, known_networks::last_login_at))
                .load(connection)
                .map_err(store_error)
        };
        let rows: Vec<(String, i64)> = self.threads.read::<_, StoreError, _>(select).await?;
        rows.into_iter().map(|(network, at)| known_network(&network, at)).collect()
    }

    async fn find_users_of_old(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        // Ids start at 1.
        let after = after.map_or(0, UserId::get);
        let select = move |connection: &mut SqliteConnection| {
            let select = diesel::sql_query(USERS_OF_OLD)
                .bind::<BigInt, _>(micros(before))
                .bind::<BigInt, _>(after)
                .bind::<BigInt, _>(i64::from(limit));
            cached_as::<(BigInt,), _>(select).load::<(i64,)>(connection).map_err(store_error)
        };
        let users = self.threads.read::<_, StoreError, _>(select).await?;
        users.into_iter().map(|(user,)| user_id("known_networks", "user_id", user)).collect()
    }

    async fn purge(&self, user: UserId, before: Timestamp) -> Result<usize, StoreError> {
        let delete = move |connection: &mut SqliteConnection| {
            let own = known_networks::table.filter(known_networks::user_id.eq(user.get()));
            let old = own.filter(known_networks::last_login_at.lt(micros(before)));
            let delete = cached(diesel::delete(old).returning(known_networks::user_id));
            Ok::<_, StoreError>(delete.load::<i64>(connection).map_err(store_error)?.len())
        };
        self.threads.write(delete).await
    }
}

pub(crate) fn is_known(
    connection: &mut SqliteConnection,
    user: i64,
    network: NetworkBlock,
    since: Timestamp,
) -> QueryResult<bool> {
    let stored = known_networks::table.find((user, network.to_string()));
    diesel::select(exists(stored.filter(known_networks::last_login_at.gt(micros(since)))))
        .get_result(connection)
}

/// Records a login from the network, and deletes the oldest networks beyond the limit.
pub(crate) fn record(
    connection: &mut SqliteConnection,
    user: UserId,
    network: NetworkBlock,
    at: Timestamp,
) -> QueryResult<()> {
    if is_known(connection, user.get(), network, at - KnownNetwork::PRECISION)? {
        return Ok(());
    }
    let row = (
        known_networks::user_id.eq(user.get()),
        known_networks::network.eq(network.to_string()),
        known_networks::last_login_at.eq(micros(at)),
    );
    let write = diesel::replace_into(known_networks::table).values(row).returning(known_networks::user_id);
    cached(write).get_result::<i64>(connection)?;
    let newest = known_networks::table
        .filter(known_networks::user_id.eq(user.get()))
        .order((known_networks::last_login_at.desc(), known_networks::network.desc()))
        .select(known_networks::network)
        .limit(-1)
        .offset(i64::try_from(KnownNetwork::MAX_PER_USER).unwrap_or(i64::MAX));
    for excess in newest.load::<String>(connection)? {
        let delete = diesel::delete(known_networks::table.find((user.get(), excess)));
        cached(delete.returning(known_networks::user_id)).get_result::<i64>(connection)?;
    }
    Ok(())
}
