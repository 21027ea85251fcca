//! Retention of deleted tasks and idempotency keys in SQLite.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{IdempotencyKey, IdempotencyRecord, OverQuota, Purged, TaskRetention};

use super::stored_bytes::{self, key_bytes};
use crate::connection::cached_sql::cached_as;
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::schema::idempotency_keys;
use crate::tasks::columns::task_bytes;
use crate::tasks::idempotency_key_rows::IdempotencyRecordRow;
use crate::values::{micros, user_id};

/// Purges the oldest tombstones first, so that each batch raises `forgotten_seq` as little as possible.
const PURGE_DELETED: &str = concat!(
    "DELETE FROM tasks WHERE owner_id = ?1 AND id IN (SELECT id FROM tasks INDEXED BY tasks_deleted_idx \
     WHERE owner_id = ?1 AND deleted_at < ?2 ORDER BY deleted_at LIMIT ?3) RETURNING change_seq, ",
    task_bytes!()
);

const PURGE_KEYS: &str = concat!(
    "DELETE FROM idempotency_keys WHERE user_id = ?1 AND key IN \
     (SELECT key FROM idempotency_keys INDEXED BY idempotency_keys_time_idx \
     WHERE user_id = ?1 AND created_at < ?2 ORDER BY created_at LIMIT ?3) RETURNING created_at, ",
    key_bytes!()
);

const OWNERS_OF_DELETED: &str = "SELECT DISTINCT owner_id FROM tasks INDEXED BY tasks_deleted_idx \
                                 WHERE owner_id > ?2 AND deleted_at < ?1 ORDER BY owner_id LIMIT ?3";

const USERS_OF_KEYS: &str = "SELECT DISTINCT user_id FROM idempotency_keys INDEXED BY idempotency_keys_time_idx \
                             WHERE user_id > ?2 AND created_at < ?1 ORDER BY user_id LIMIT ?3";

#[async_trait]
impl TaskRetention for SqliteDatabase {
    async fn find_owners_of_deleted(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let owners = self.find_users(OWNERS_OF_DELETED, before, after, at_most).await?;
        owners.into_iter().map(|owner| user_id("tasks", "owner_id", owner)).collect()
    }

    async fn purge_deleted(
        &self,
        owner: UserId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<usize, StoreError> {
        let purge = move |connection: &mut SqliteConnection| {
            let purged = remove(connection, PURGE_DELETED, owner, before, at_most)?;
            stored_bytes::record_purge(connection, owner, &purged)
        };
        self.threads.write(purge).await.map(|purged| purged.rows)
    }

    async fn purge_oldest_deleted(
        &self,
        owner: UserId,
        bytes: i64,
        spare: &[TaskId],
        at_most: u32,
    ) -> Result<Purged, StoreError> {
        let spare = spare.to_vec();
        self.threads
            .write(move |connection| stored_bytes::purge_oldest(connection, owner, bytes, &spare, at_most))
            .await
    }

    async fn deleted_bytes(&self, owner: UserId, at_most: u32) -> Result<i64, StoreError> {
        self.threads
            .read(move |connection| {
                stored_bytes::deleted_bytes(connection, owner, at_most).map_err(store_error)
            })
            .await
    }

    async fn find_over_quota(
        &self,
        max_bytes: i64,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<OverQuota>, StoreError> {
        let after = after.map_or(0, UserId::get);
        self.threads
            .read(move |connection| stored_bytes::find_over_quota(connection, max_bytes, after, at_most))
            .await
    }

    async fn find_due_for_recount(&self, before: Timestamp, at_most: u32) -> Result<Vec<UserId>, StoreError> {
        self.threads
            .read(move |connection| stored_bytes::find_due_for_recount(connection, before, at_most))
            .await
    }

    async fn recount(&self, user: UserId, at: Timestamp) -> Result<i64, StoreError> {
        let read = move |connection: &mut SqliteConnection| stored_bytes::count_drift(connection, user);
        let count_drift = self.threads.read(move |connection| read(connection).map_err(store_error)).await?;
        let Some(count_drift) = count_drift else { return Ok(0) };
        let write = move |connection: &mut SqliteConnection| {
            stored_bytes::apply_recount(connection, user, count_drift, at).map_err(store_error)
        };
        self.threads.write(write).await?;
        Ok(count_drift)
    }

    async fn find_users_of_keys(
        &self,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let users = self.find_users(USERS_OF_KEYS, before, after, at_most).await?;
        users.into_iter().map(|user| user_id("idempotency_keys", "user_id", user)).collect()
    }

    async fn purge_keys(&self, user: UserId, before: Timestamp, at_most: u32) -> Result<usize, StoreError> {
        let purge = move |connection: &mut SqliteConnection| {
            let purged = remove(connection, PURGE_KEYS, user, before, at_most)?;
            let bytes = purged.iter().map(|(_, bytes)| bytes).sum();
            stored_bytes::subtract_bytes(connection, user, bytes).map_err(store_error)?;
            Ok::<_, StoreError>(purged.len())
        };
        self.threads.write(purge).await
    }

    async fn list_keys(
        &self,
        user: UserId,
        after: Option<&IdempotencyKey>,
        at_most: u32,
    ) -> Result<Vec<IdempotencyRecord>, StoreError> {
        // No key is empty, so all keys sort after the empty key.
        let after = after.map_or_else(String::new, |key| key.as_str().to_owned());
        let next = idempotency_keys::table
            .filter(idempotency_keys::user_id.eq(user.get()))
            .filter(idempotency_keys::key.gt(after))
            .order(idempotency_keys::key)
            .limit(at_most.into())
            .select(IdempotencyRecordRow::as_select());
        let read = move |connection: &mut SqliteConnection| next.load(connection).map_err(store_error);
        let rows: Vec<IdempotencyRecordRow> = self.threads.read(read).await?;
        rows.into_iter().map(IdempotencyRecord::try_from).collect()
    }
}

impl SqliteDatabase {
    /// Returns the next users with rows that are older than `before`. `find` is `OWNERS_OF_DELETED` or `USERS_OF_KEYS`.
    async fn find_users(
        &self,
        find: &'static str,
        before: Timestamp,
        after: Option<UserId>,
        at_most: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let find = diesel::sql_query(find)
            .bind::<BigInt, _>(micros(before))
            // Ids start at 1.
            .bind::<BigInt, _>(after.map_or(0, UserId::get))
            .bind::<BigInt, _>(i64::from(at_most));
        let read = move |connection: &mut SqliteConnection| cached_as::<BigInt, _>(find).load(connection);
        self.threads.read(move |connection| read(connection).map_err(store_error)).await
    }
}

/// Deletes rows with `PURGE_DELETED` or `PURGE_KEYS`. Returns the two numbers that the statement returns for each row.
/// The second number is the size of the row in bytes.
fn remove(
    connection: &mut SqliteConnection,
    purge: &'static str,
    user: UserId,
    before: Timestamp,
    at_most: u32,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let purge = diesel::sql_query(purge)
        .bind::<BigInt, _>(user.get())
        .bind::<BigInt, _>(micros(before))
        .bind::<BigInt, _>(i64::from(at_most));
    cached_as::<(BigInt, BigInt), _>(purge).load(connection).map_err(store_error)
}
