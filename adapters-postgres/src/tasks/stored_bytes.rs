//! Counts the bytes that users store, and purges deleted tasks of users over their quota.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{OverQuota, Purged};

use crate::connection::cached_sql::cached_sql;
use crate::database::Database;
use crate::schema::task_counters;
use crate::tasks::stored_bytes_statements::{
    APPLY_RECOUNT, COUNT_KEYS, COUNT_TASKS, DELETED_BYTES, FIND_DUE_FOR_RECOUNT, FIND_OVER_QUOTA,
    PURGE_OLDEST,
};
use crate::values::OwnerRow;

/// Maximum number of rows that one statement counts.
const BATCH: i64 = 1000;
/// The deadline for counting all rows of one user with many short statements.
const COUNT_DEADLINE: Duration = Duration::from_mins(1);

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct PurgedRow {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct BytesRow {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct OverQuotaRow {
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct TaskBatch {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct KeyBatch {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
    #[diesel(sql_type = Text)]
    last: String,
}

pub(crate) async fn purge_oldest(
    database: &Database,
    owner: UserId,
    bytes: i64,
    spare: &[TaskId],
    limit: u32,
) -> Result<Purged, StoreError> {
    let spare: Vec<i64> = spare.iter().map(|id| id.get()).collect();
    let purge = || {
        cached_sql(PURGE_OLDEST).bind_all(|sql| {
            sql.bind::<BigInt, _>(owner.get())
                .bind::<BigInt, _>(bytes)
                .bind::<Array<BigInt>, _>(spare.as_slice())
                .bind::<BigInt, _>(i64::from(limit))
        })
    };
    let rows: Vec<PurgedRow> = database.write(purge).await?;
    let purged = rows.into_iter().next();
    Ok(purged.map_or_else(Purged::default, |PurgedRow { rows, bytes }| Purged {
        rows: rows.try_into().unwrap_or_default(),
        bytes,
    }))
}

pub(crate) async fn deleted_bytes(database: &Database, owner: UserId, limit: u32) -> Result<i64, StoreError> {
    let select = || {
        cached_sql(DELETED_BYTES)
            .bind_all(|sql| sql.bind::<BigInt, _>(owner.get()).bind::<BigInt, _>(i64::from(limit)))
    };
    let rows: Vec<BytesRow> = database.read(select).await?;
    Ok(rows.into_iter().next().map_or(0, |row| row.bytes))
}

pub(crate) async fn find_over_quota(
    database: &Database,
    max_bytes: i64,
    after: Option<UserId>,
    limit: u32,
) -> Result<Vec<OverQuota>, StoreError> {
    // Ids start at 1.
    let after = after.map_or(0, UserId::get);
    let select = || {
        cached_sql(FIND_OVER_QUOTA).bind_all(|sql| {
            sql.bind::<BigInt, _>(max_bytes).bind::<BigInt, _>(after).bind::<BigInt, _>(i64::from(limit))
        })
    };
    let rows: Vec<OverQuotaRow> = database.read(select).await?;
    let found = rows.into_iter().map(|OverQuotaRow { owner_id, bytes }| {
        let owner = UserId::new(owner_id);
        let owner = owner.ok_or(StoreError::Corrupt { table: "task_counters", column: "owner_id" })?;
        Ok(OverQuota { owner, excess: bytes })
    });
    found.collect()
}

pub(crate) async fn find_due_for_recount(
    database: &Database,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let select = || {
        cached_sql(FIND_DUE_FOR_RECOUNT)
            .bind_all(|sql| sql.bind::<Timestamptz, _>(before).bind::<BigInt, _>(i64::from(limit)))
    };
    let rows: Vec<OwnerRow> = database.read(select).await?;
    rows.into_iter().map(UserId::try_from).collect()
}

pub(crate) async fn recount(database: &Database, user: UserId, at: Timestamp) -> Result<i64, StoreError> {
    let count = database.transact_or_abort::<_, (), _>(COUNT_DEADLINE, |connection| {
        Box::pin(async move { Ok(count_drift(connection, user).await?) })
    });
    let Ok(Some(count_drift)) = count.await? else { return Ok(0) };
    let correct = || {
        cached_sql(APPLY_RECOUNT).bind_all(|sql| {
            sql.bind::<BigInt, _>(user.get()).bind::<BigInt, _>(count_drift).bind::<Timestamptz, _>(at)
        })
    };
    database.execute(correct).await?;
    Ok(count_drift)
}

/// Returns the difference between the stored bytes and the user's counter. All batches and the counter are read from one
/// snapshot. A later write adds the same number of bytes to the rows and to the counter, so the difference remains
/// valid.
async fn count_drift(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<Option<i64>> {
    connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let counted = task_counters::table.filter(task_counters::owner_id.eq(user.get()));
    let counted: Option<i64> =
        counted.select(task_counters::stored_bytes).first(connection).await.optional()?;
    let Some(counted) = counted else { return Ok(None) };
    Ok(Some(count_tasks(connection, user).await? + count_keys(connection, user).await? - counted))
}

async fn count_tasks(connection: &mut AsyncPgConnection, owner: UserId) -> QueryResult<i64> {
    let (mut all, mut after) = (0, 0);
    loop {
        let part = cached_sql(COUNT_TASKS).bind_all(|sql| {
            sql.bind::<BigInt, _>(owner.get()).bind::<BigInt, _>(after).bind::<BigInt, _>(BATCH)
        });
        let TaskBatch { rows, bytes, last } = part.get_result(connection).await?;
        all += bytes;
        after = last;
        if rows < BATCH {
            return Ok(all);
        }
    }
}

async fn count_keys(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<i64> {
    let (mut all, mut after) = (0, String::new());
    loop {
        let part = cached_sql(COUNT_KEYS).bind_all(|sql| {
            sql.bind::<BigInt, _>(user.get()).bind::<Text, _>(after).bind::<BigInt, _>(BATCH)
        });
        let KeyBatch { rows, bytes, last } = part.get_result(connection).await?;
        all += bytes;
        after = last;
        if rows < BATCH {
            return Ok(all);
        }
    }
}
