//! Retention of deleted tasks and idempotency keys in PostgreSQL.

use async_trait::async_trait;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{IdempotencyKey, IdempotencyRecord, OverQuota, Purged, TaskRetention};

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::tasks::retention_statements::{
    FIND_OWNERS_OF_DELETED, FIND_USERS_OF_KEYS, LIST_KEYS, PURGE_DELETED, PURGE_KEYS,
};
use crate::tasks::rows::IdempotencyRecordRow;
use crate::tasks::stored_bytes;
use crate::user_scan::find_users_before;

pub(crate) struct PostgresTaskRetention {
    database: Database,
}

impl PostgresTaskRetention {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    async fn purge(
        &self,
        sql: &'static str,
        user: UserId,
        before: Timestamp,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let delete = || {
            cached_sql(sql).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get())
                    .bind::<Timestamptz, _>(before)
                    .bind::<BigInt, _>(i64::from(limit))
            })
        };
        Ok(self.database.execute(delete).await?)
    }
}

#[async_trait]
impl TaskRetention for PostgresTaskRetention {
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        find_users_before(&self.database, FIND_OWNERS_OF_DELETED, before, after, limit).await
    }

    async fn purge_deleted(&self, owner: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        self.purge(PURGE_DELETED, owner, before, limit).await
    }

    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        limit: u32,
    ) -> Result<Purged, StoreError> {
        stored_bytes::purge_oldest(&self.database, owner, bytes, spare, limit).await
    }

    async fn deleted_bytes(&self, owner: UserId, limit: u32) -> Result<i64, StoreError> {
        stored_bytes::deleted_bytes(&self.database, owner, limit).await
    }

    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<OverQuota>, StoreError> {
        stored_bytes::find_over_quota(&self.database, max_bytes, after, limit).await
    }

    async fn find_due_for_recount(&self, before: Timestamp, limit: u32) -> Result<Vec<UserId>, StoreError> {
        stored_bytes::find_due_for_recount(&self.database, before, limit).await
    }

    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError> {
        stored_bytes::recount(&self.database, user, at).await
    }

    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        find_users_before(&self.database, FIND_USERS_OF_KEYS, before, after, limit).await
    }

    async fn purge_keys(&self, user: UserId, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        self.purge(PURGE_KEYS, user, before, limit).await
    }

    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        limit: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError> {
        // No key is empty, so all keys sort after the empty key.
        let after = after.map_or("", IdempotencyKey::as_str);
        let select = || {
            cached_sql(LIST_KEYS).bind_all(|sql| {
                sql.bind::<BigInt, _>(user.get()).bind::<Text, _>(after).bind::<BigInt, _>(i64::from(limit))
            })
        };
        let rows: Vec<IdempotencyRecordRow> = self.database.read(select).await?;
        rows.into_iter().map(IdempotencyRecord::try_from).collect()
    }
}
