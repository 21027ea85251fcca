//! Links in PostgreSQL. The transactions that change a user delete links with `link_deletion.rs`.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::handle::HandleId;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::mail::{LinkPurpose, LinkRecord, LinkStore};

use super::rows::LinkRow;
use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::schema::one_time_links;

const REMOVE: &str = "DELETE FROM one_time_links WHERE user_id = $1 AND id = $2";

const FIND_EXPIRED: &str = "
SELECT user_id, id FROM one_time_links WHERE expires_at < $1 ORDER BY expires_at LIMIT $2";

/// The primary key of a link.
#[derive(QueryableByName)]
#[diesel(table_name = one_time_links, check_for_backend(diesel::pg::Pg))]
struct LinkKey {
    user_id: i64,
    id: Vec<u8>,
}

pub(crate) struct PostgresLinkStore {
    database: Database,
}

impl PostgresLinkStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn delete(&self, user: i64, id: &[u8]) -> Result<usize, StoreError> {
        let delete = || cached_sql(REMOVE).bind_all(|sql| sql.bind::<BigInt, _>(user).bind::<Bytea, _>(id));
        Ok(self.database.execute(delete).await?)
    }
}

#[async_trait]
impl LinkStore for PostgresLinkStore {
    async fn add(&self, link: &LinkRecord) -> Result<(), StoreError> {
        let insert = || diesel::insert_into(one_time_links::table).values(LinkRow::from(link));
        match self.database.execute(insert).await {
            Ok(_one) => Ok(()),
            Err(error) if error.violates("one_time_links_user_fkey") => Err(StoreError::Conflict),
            Err(error) => Err(error.into()),
        }
    }

    async fn find(&self, user: UserId, id: HandleId) -> Result<Option<LinkRecord>, StoreError> {
        let rows: Vec<LinkRow> = self
            .database
            .read_pipelined(|| {
                one_time_links::table
                    .filter(
                        one_time_links::user_id.eq(user.get()).and(one_time_links::id.eq(id.0.as_slice())),
                    )
                    .select(LinkRow::as_select())
            })
            .await?;
        rows.into_iter().next().map(LinkRecord::try_from).transpose()
    }

    async fn remove(&self, user: UserId, id: HandleId) -> Result<(), StoreError> {
        self.delete(user.get(), &id.0).await.map(drop)
    }

    async fn count_since(
        &self,
        user: UserId,
        purpose: LinkPurpose,
        since: Timestamp,
    ) -> Result<usize, StoreError> {
        let select = || {
            let own = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
            let made = own.filter(one_time_links::created_at.gt(since));
            made.filter(one_time_links::purpose.eq(purpose.as_str())).count()
        };
        let counts: Vec<i64> = self.database.read(select).await?;
        Ok(counts.first().map_or(0, |count| usize::try_from(*count).unwrap_or(usize::MAX)))
    }

    /// Deletes the links one by one, because the links are on different nodes of a Citus cluster.
    async fn purge(&self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let find = || {
            cached_sql(FIND_EXPIRED)
                .bind_all(|sql| sql.bind::<Timestamptz, _>(before).bind::<BigInt, _>(i64::from(limit)))
        };
        let expired: Vec<LinkKey> = self.database.read(find).await?;
        let mut purged = 0;
        for LinkKey { user_id, id } in expired {
            purged += self.delete(user_id, &id).await?;
        }
        Ok(purged)
    }
}
