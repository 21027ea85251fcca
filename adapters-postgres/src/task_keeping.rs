//! What is kept beside live tasks in PostgreSQL: deleted tasks and idempotency keys.

use async_trait::async_trait;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{IdempotencyKey, IdempotencyRecord, OverQuota, Purged, TaskRetention};

use crate::cached_sql::cached_sql;
use crate::database::Database;
use crate::storage;
use crate::task_keeping_sql::{
    FIND_OWNERS_OF_DELETED, FIND_USERS_OF_KEYS, LIST_KEYS, PURGE_DELETED, PURGE_KEYS,
};
use crate::task_rows::{KeptKeyRow, OwnerRow};

pub(crate) struct PostgresTaskKeeping {
    database: Database,
}

impl PostgresTaskKeeping {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn find_users(
        &self,
        sql: &'static str,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        // Ids begin at 1.
        let after = after.map_or(0, UserId::get);
        let select = || {
            cached_sql(sql).bind_all(|sql| {
                sql.bind::<Timestamptz, _>(before)
                    .bind::<BigInt, _>(after)
                    .bind::<BigInt, _>(i64::from(at_most))
            })
        };
        let rows: Vec<OwnerRow> = self.database.read(select).await?;
        rows.into_iter().map(UserId::try_from).collect()
    }

    async fn purge(
        &self,
        sql: &'static str,
        user: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError> {
        let delete = || {
            cached_sql(sql).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get())
                    .bind::<Timestamptz, _>(before)
                    .bind::<BigInt, _>(i64::from(at_most))
            })
        };
        Ok(self.database.execute(delete).await?)
    }
}

#[async_trait]
impl TaskRetention for PostgresTaskKeeping {
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        self.find_users(FIND_OWNERS_OF_DELETED, before, after, at_most).await
    }

    async fn purge_deleted(
        &self,
        owner: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError> {
        self.purge(PURGE_DELETED, owner, before, at_most).await
    }

    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        at_most: u32,
    ) -> Result<Purged, StoreError> {
        storage::purge_oldest(&self.database, owner, bytes, spare, at_most).await
    }

    async fn deleted_bytes(&self, owner: UserId, at_most: u32) -> Result<i64, StoreError> {
        storage::deleted_bytes(&self.database, owner, at_most).await
    }

    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<OverQuota>, StoreError> {
        storage::find_over_quota(&self.database, max_bytes, after, at_most).await
    }

    async fn find_uncounted(&self, before: Timestamp, at_most: u32) -> Result<Vec<UserId>, StoreError> {
        storage::find_uncounted(&self.database, before, at_most).await
    }

    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError> {
        storage::recount(&self.database, user, at).await
    }

    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        self.find_users(FIND_USERS_OF_KEYS, before, after, at_most).await
    }

    async fn purge_keys(&self, user: UserId, before: Timestamp, at_most: u32) -> Result<usize, StoreError> {
        self.purge(PURGE_KEYS, user, before, at_most).await
    }

    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        at_most: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError> {
        // No key is empty.
        let after = after.map_or("", IdempotencyKey::as_str);
        let select = || {
            cached_sql(LIST_KEYS).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get()).bind::<Text, _>(after).bind::<BigInt, _>(i64::from(at_most))
            })
        };
        let rows: Vec<KeptKeyRow> = self.database.read(select).await?;
        rows.into_iter().map(IdempotencyRecord::try_from).collect()
    }
}
