//! What one call writes about one task. The writer is alone in its transaction, so that a promise may take a few small
//! statements.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{CreateTaskError, Status, Task, TaskChange, Version};

use super::read::find;
use crate::cached_sql::cached;
use crate::error::{is_dangling, store_error};
use crate::rows::{ChangedTaskRow, NewTaskRow, TaskRow, micros};
use crate::schema::{task_counters, tasks};

pub(super) fn create(
    connection: &mut SqliteConnection,
    mut row: NewTaskRow,
    quota: u32,
) -> Result<Task, CreateTaskError> {
    let (seq, live_tasks) = count_new(connection, row.owner_id).map_err(|cause| {
        if is_dangling(&cause) { CreateTaskError::OwnerGone } else { store_error(cause).into() }
    })?;
    // An error undoes the counting as well.
    if live_tasks > i64::from(quota) {
        return Err(CreateTaskError::QuotaExceeded);
    }
    row.change_seq = seq;
    Ok(insert(connection, row)?)
}

pub(super) fn insert(connection: &mut SqliteConnection, row: NewTaskRow) -> Result<Task, StoreError> {
    let insert = diesel::insert_into(tasks::table).values(row).returning(TaskRow::as_returning());
    insert.get_result(connection).map_err(store_error)?.try_into()
}

/// Counts a new task of an owner: the sequence number it gets, and how many are live with it.
fn count_new(connection: &mut SqliteConnection, owner: i64) -> QueryResult<(i64, i64)> {
    let first =
        (task_counters::owner_id.eq(owner), task_counters::seq.eq(1), task_counters::live_tasks.eq(1));
    let next = (
        task_counters::seq.eq(task_counters::seq + 1),
        task_counters::live_tasks.eq(task_counters::live_tasks + 1),
    );
    let upsert = diesel::insert_into(task_counters::table)
        .values(first)
        .on_conflict(task_counters::owner_id)
        .do_update()
        .set(next)
        .returning((task_counters::seq, task_counters::live_tasks));
    cached(upsert).get_result(connection)
}

/// `None`, with nothing written, when there is no such task at that version.
pub(super) fn save(
    connection: &mut SqliteConnection,
    change: &TaskChange,
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
    count_write(connection, task.owner_id, 0).map_err(store_error)?;
    Task::try_from(written).map(Some)
}

/// `None`, with nothing written, when the task may not be toggled.
pub(super) fn toggle(
    connection: &mut SqliteConnection,
    (owner, id): (UserId, TaskId),
    from: &[Status],
    version: Option<Version>,
    at: Timestamp,
) -> Result<Option<Task>, StoreError> {
    let Some(task) = find(connection, owner, id)? else { return Ok(None) };
    let status = task.progress.status();
    if !from.contains(&status) || version.is_some_and(|version| version != task.version) {
        return Ok(None);
    }
    let from_version = task.version;
    let progress = task.progress.moved_to(status.toggled(), at);
    let task = Task { progress, version: from_version.next(), updated_at: at, ..task };
    save(connection, &TaskChange { from_version, task })
}

/// False, with nothing written, when there is no such task or it has another version.
pub(super) fn delete(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: TaskId,
    version: Option<Version>,
    at: Timestamp,
) -> QueryResult<bool> {
    // Without a version to ask for, any is the right one.
    let [least, most] = version.map_or([0, i64::MAX], |version| [version.get(); 2]);
    let stored = tasks::table
        .find((owner.get(), id.get()))
        .filter(tasks::version.between(least, most))
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
        count_write(connection, owner, -1)?;
    }
    Ok(deleted)
}

/// The number that [`count_write`] is about to give out, inside of an UPDATE of `tasks`. So the counter is moved only
/// after the task was really written.
fn next_seq() -> SqlLiteral<BigInt> {
    sql("(SELECT seq + 1 FROM task_counters WHERE task_counters.owner_id = tasks.owner_id)")
}

fn count_write(connection: &mut SqliteConnection, owner: UserId, more_live_tasks: i64) -> QueryResult<()> {
    let changes = (
        task_counters::seq.eq(task_counters::seq + 1),
        task_counters::live_tasks.eq(task_counters::live_tasks + more_live_tasks),
    );
    let counter = task_counters::table.find(owner.get());
    let update = diesel::update(counter).set(changes).returning(task_counters::seq);
    cached(update).get_result::<i64>(connection).map(drop)
}
