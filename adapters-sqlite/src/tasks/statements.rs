//! Writes of a single task. There is only one writer at a time, so a write may consist of several small statements.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    CounterDelta, CreateTaskError, StorageQuota, Task, TaskChange, TaskCounters, Version,
};

use crate::connection::cached_sql::cached;
use crate::connection::errors::{is_foreign_key_violation, store_error};
use crate::schema::task_counters;
use crate::tasks::columns::tasks;
use crate::tasks::rows::{ChangedTaskRow, NewTaskRow, TaskRow};
use crate::values::micros;

pub(super) fn create(
    connection: &mut SqliteConnection,
    mut row: NewTaskRow,
    bytes: i64,
    quota: StorageQuota,
) -> Result<Task, CreateTaskError> {
    let growth = CounterDelta { tasks: 1, bytes };
    let counted = count_write(connection, row.owner_id, growth).map_err(|cause| {
        if is_foreign_key_violation(&cause) {
            CreateTaskError::OwnerDeleted
        } else {
            store_error(cause).into()
        }
    })?;
    // An error also rolls back the counter.
    quota.check(counted, growth)?;
    row.change_seq = counted.seq;
    Ok(insert(connection, row)?)
}

pub(super) fn insert(connection: &mut SqliteConnection, row: NewTaskRow) -> Result<Task, StoreError> {
    let insert = diesel::insert_into(tasks::table).values(row).returning(TaskRow::as_returning());
    insert.get_result(connection).map_err(store_error)?.try_into()
}

/// Returns `None`, without writing, if the task does not exist at the expected version. A change that exceeds the quota is a
/// conflict, and is rolled back.
pub(super) fn save(
    connection: &mut SqliteConnection,
    change: &TaskChange,
    quota: StorageQuota,
) -> Result<Option<Task>, StoreError> {
    let task = &change.task;
    let stored = tasks::table
        .find((task.owner_id.get(), task.id.get()))
        .filter(tasks::version.eq(change.from_version.get()))
        .filter(tasks::deleted_at.is_null());
    let update = diesel::update(stored)
        .set((ChangedTaskRow::new(task)?, tasks::change_seq.eq(next_seq())))
        .returning(TaskRow::as_returning());
    let Some(written) = cached(update).get_result(connection).optional().map_err(store_error)? else {
        return Ok(None);
    };
    let growth = CounterDelta { tasks: 0, bytes: change.growth };
    let counted = count_write(connection, task.owner_id.get(), growth).map_err(store_error)?;
    quota.check(counted, growth).map_err(|_exceeded| StoreError::Conflict)?;
    Task::try_from(written).map(Some)
}

/// Returns false, without writing, if the task does not exist or is at another version.
pub(super) fn delete(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: TaskId,
    version: Option<Version>,
    at: Timestamp,
) -> QueryResult<bool> {
    // Without an expected version, every version matches.
    let [min, max] = version.map_or([0, i64::MAX], |version| [version.get(); 2]);
    let stored = tasks::table
        .find((owner.get(), id.get()))
        .filter(tasks::version.between(min, max))
        .filter(tasks::deleted_at.is_null());
    let changes = (
        tasks::deleted_at.eq(micros(at)),
        tasks::updated_at.eq(micros(at)),
        tasks::version.eq(tasks::version + 1),
        tasks::change_seq.eq(next_seq()),
    );
    let update = diesel::update(stored).set(changes).returning(tasks::id);
    let deleted = cached(update).get_result::<i64>(connection).optional()?.is_some();
    if deleted {
        count_write(connection, owner.get(), CounterDelta { tasks: -1, bytes: 0 })?;
    }
    Ok(deleted)
}

/// Returns the next sequence number as an expression for an UPDATE of `tasks`. [`count_write`] then increments the counter to
/// this number, but only if a task was written.
fn next_seq() -> SqlLiteral<BigInt> {
    sql("(SELECT seq + 1 FROM task_counters WHERE task_counters.owner_id = tasks.owner_id)")
}

/// Counts one write and returns the new counter. The caller checks the counter against the quota.
fn count_write(
    connection: &mut SqliteConnection,
    owner: i64,
    growth: CounterDelta,
) -> QueryResult<TaskCounters> {
    let CounterDelta { tasks, bytes } = growth;
    let counted = (task_counters::seq, task_counters::live_tasks, task_counters::stored_bytes);
    let changes = (
        task_counters::seq.eq(task_counters::seq + 1),
        task_counters::live_tasks.eq(task_counters::live_tasks + tasks),
        task_counters::stored_bytes.eq(task_counters::stored_bytes + bytes),
    );
    let update = diesel::update(task_counters::table.find(owner)).set(changes).returning(counted);
    let moved: Option<(i64, i64, i64)> = cached(update).get_result(connection).optional()?;
    let (seq, live_tasks, stored_bytes) = if let Some(moved) = moved {
        moved
    } else {
        let first = (
            task_counters::owner_id.eq(owner),
            task_counters::seq.eq(1),
            task_counters::live_tasks.eq(tasks),
            task_counters::stored_bytes.eq(bytes),
        );
        let insert = diesel::insert_into(task_counters::table).values(first).returning(counted);
        cached(insert).get_result(connection)?
    };
    Ok(TaskCounters { seq, live_tasks, stored_bytes })
}
