//! Counts the bytes that users store, and purges deleted tasks of users over their quota.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{OverQuota, Purged};

use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::store_error;
use crate::schema::task_counters;
use crate::tasks::columns::task_bytes;
use crate::values::{micros, user_id};

/// The SQL equivalent of `tasklane_core::task::key_bytes`.
macro_rules! key_bytes {
    () => {
        "(512 + octet_length(key) + ifnull(octet_length(body), 0))"
    };
}

pub(super) use key_bytes;

/// For each task, the window function sums the bytes of the task and of all tasks that were deleted before the task.
const PURGE_OLDEST: &str = concat!(
    "DELETE FROM tasks WHERE owner_id = ?1 AND id IN (SELECT id FROM (SELECT id, bytes, \
     sum(bytes) OVER (ORDER BY deleted_at, id) AS with_it FROM (SELECT id, deleted_at, ",
    task_bytes!(),
    " AS bytes FROM tasks INDEXED BY tasks_deleted_idx \
     WHERE owner_id = ?1 AND deleted_at IS NOT NULL AND id NOT IN (SELECT value FROM json_each(?3)) \
     ORDER BY deleted_at, id LIMIT ?4)) WHERE with_it - bytes < ?2) \
     RETURNING change_seq, ",
    task_bytes!()
);

const DELETED_BYTES: &str = concat!(
    "SELECT ifnull(sum(bytes), 0) FROM (SELECT ",
    task_bytes!(),
    " AS bytes FROM tasks INDEXED BY tasks_deleted_idx \
     WHERE owner_id = ?1 AND deleted_at IS NOT NULL ORDER BY deleted_at LIMIT ?2)"
);

/// Sums the bytes of one batch of the owner's tasks. Also returns the number of tasks and the last id.
pub(crate) const COUNT_TASKS: &str = concat!(
    "SELECT ifnull(sum(bytes), 0), count(*), ifnull(max(id), 0) FROM (SELECT id, ",
    task_bytes!(),
    " AS bytes FROM tasks WHERE owner_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3)"
);

pub(crate) const COUNT_KEYS: &str = concat!(
    "SELECT ifnull(sum(bytes), 0), count(*), ifnull(max(key), '') FROM (SELECT key, ",
    key_bytes!(),
    " AS bytes FROM idempotency_keys WHERE user_id = ?1 AND key > ?2 ORDER BY key LIMIT ?3)"
);

const FIND_OVER_QUOTA: &str = "SELECT owner_id, stored_bytes - ?1 FROM task_counters \
                          WHERE owner_id > ?2 AND stored_bytes > ?1 ORDER BY owner_id LIMIT ?3";

const FIND_DUE_FOR_RECOUNT: &str = "SELECT owner_id FROM task_counters WHERE bytes_counted_at < ?1 \
                         ORDER BY bytes_counted_at, owner_id LIMIT ?2";

/// Maximum number of rows that one statement counts.
const BATCH: i64 = 1000;

pub(super) fn purge_oldest(
    connection: &mut SqliteConnection,
    owner: UserId,
    bytes: i64,
    spare: &[TaskId],
    at_most: u32,
) -> Result<Purged, StoreError> {
    let spare: serde_json::Value = spare.iter().map(|id| id.get()).collect();
    let purge = diesel::sql_query(PURGE_OLDEST)
        .bind::<BigInt, _>(owner.get())
        .bind::<BigInt, _>(bytes)
        .bind::<Text, _>(spare.to_string())
        .bind::<BigInt, _>(i64::from(at_most));
    let purged: Vec<(i64, i64)> =
        cached_as::<(BigInt, BigInt), _>(purge).load(connection).map_err(store_error)?;
    record_purge(connection, owner, &purged)
}

/// Updates the owner's counter after a purge. `purged` contains the sequence number and the bytes of each purged task.
pub(super) fn record_purge(
    connection: &mut SqliteConnection,
    owner: UserId,
    purged: &[(i64, i64)],
) -> Result<Purged, StoreError> {
    let bytes = purged.iter().map(|(_, bytes)| bytes).sum();
    if let Some(last) = purged.iter().map(|(seq, _)| *seq).max() {
        raise_purged_seq(connection, owner, last).map_err(store_error)?;
        subtract_bytes(connection, owner, bytes).map_err(store_error)?;
    }
    Ok(Purged { rows: purged.len(), bytes })
}

pub(super) fn subtract_bytes(connection: &mut SqliteConnection, user: UserId, bytes: i64) -> QueryResult<()> {
    let counter = task_counters::table.find(user.get());
    let update = diesel::update(counter)
        .set(task_counters::stored_bytes.eq(task_counters::stored_bytes - bytes))
        .returning(task_counters::stored_bytes);
    cached(update).get_result::<i64>(connection).optional().map(drop)
}

pub(super) fn deleted_bytes(
    connection: &mut SqliteConnection,
    owner: UserId,
    at_most: u32,
) -> QueryResult<i64> {
    let sum =
        diesel::sql_query(DELETED_BYTES).bind::<BigInt, _>(owner.get()).bind::<BigInt, _>(i64::from(at_most));
    cached_as::<BigInt, _>(sum).get_result(connection)
}

pub(super) fn find_over_quota(
    connection: &mut SqliteConnection,
    max_bytes: i64,
    after: i64,
    at_most: u32,
) -> Result<Vec<OverQuota>, StoreError> {
    let find = diesel::sql_query(FIND_OVER_QUOTA)
        .bind::<BigInt, _>(max_bytes)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(i64::from(at_most));
    let found: Vec<(i64, i64)> =
        cached_as::<(BigInt, BigInt), _>(find).load(connection).map_err(store_error)?;
    found.into_iter().map(|(owner, excess)| Ok(OverQuota { owner: owner_of(owner)?, excess })).collect()
}

pub(super) fn find_due_for_recount(
    connection: &mut SqliteConnection,
    before: Timestamp,
    at_most: u32,
) -> Result<Vec<UserId>, StoreError> {
    let find = diesel::sql_query(FIND_DUE_FOR_RECOUNT)
        .bind::<BigInt, _>(micros(before))
        .bind::<BigInt, _>(i64::from(at_most));
    let found: Vec<i64> = cached_as::<BigInt, _>(find).load(connection).map_err(store_error)?;
    found.into_iter().map(owner_of).collect()
}

fn owner_of(owner: i64) -> Result<UserId, StoreError> {
    user_id("task_counters", "owner_id", owner)
}

/// Returns the difference between the stored bytes and the user's counter. All batches and the counter are read from one
/// snapshot. A later write adds the same number of bytes to the rows and to the counter, so the difference remains
/// valid.
pub(super) fn count_drift(connection: &mut SqliteConnection, user: UserId) -> QueryResult<Option<i64>> {
    connection.transaction(|connection| {
        let counted = task_counters::table.find(user.get()).select(task_counters::stored_bytes);
        let Some(counted): Option<i64> = counted.first(connection).optional()? else { return Ok(None) };
        Ok(Some(count_tasks(connection, user)? + count_keys(connection, user)? - counted))
    })
}

fn count_tasks(connection: &mut SqliteConnection, owner: UserId) -> QueryResult<i64> {
    let (mut all, mut after) = (0, 0);
    loop {
        let part = diesel::sql_query(COUNT_TASKS)
            .bind::<BigInt, _>(owner.get())
            .bind::<BigInt, _>(after)
            .bind::<BigInt, _>(BATCH);
        let (bytes, rows, last): (i64, i64, i64) =
            cached_as::<(BigInt, BigInt, BigInt), _>(part).get_result(connection)?;
        all += bytes;
        after = last;
        if rows < BATCH {
            return Ok(all);
        }
    }
}

fn count_keys(connection: &mut SqliteConnection, user: UserId) -> QueryResult<i64> {
    let (mut all, mut after) = (0, String::new());
    loop {
        let part = diesel::sql_query(COUNT_KEYS)
            .bind::<BigInt, _>(user.get())
            .bind::<Text, _>(after)
            .bind::<BigInt, _>(BATCH);
        let (bytes, rows, last): (i64, i64, String) =
            cached_as::<(BigInt, BigInt, Text), _>(part).get_result(connection)?;
        all += bytes;
        after = last;
        if rows < BATCH {
            return Ok(all);
        }
    }
}

pub(super) fn apply_recount(
    connection: &mut SqliteConnection,
    user: UserId,
    count_drift: i64,
    at: Timestamp,
) -> QueryResult<()> {
    let changes = (
        task_counters::stored_bytes.eq(task_counters::stored_bytes + count_drift),
        task_counters::bytes_counted_at.eq(micros(at)),
    );
    let update = diesel::update(task_counters::table.find(user.get()))
        .set(changes)
        .returning(task_counters::stored_bytes);
    cached(update).get_result::<i64>(connection).optional().map(drop)
}

/// Raises the sequence number up to which tombstones are missing. Never lowers it.
fn raise_purged_seq(connection: &mut SqliteConnection, owner: UserId, seq: i64) -> QueryResult<()> {
    let counter = task_counters::table.find(owner.get()).filter(task_counters::forgotten_seq.lt(seq));
    let update = diesel::update(counter)
        .set(task_counters::forgotten_seq.eq(seq))
        .returning(task_counters::forgotten_seq);
    cached(update).get_result::<i64>(connection).optional().map(drop)
}
