//! Reads an owner's tasks, except lists.

use std::sync::Arc;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    ChangesPage, ContentMatcher, DueDate, LockScope, LockedRows, NewTask, ReadLimit, SliceRange, Task,
    TaskCounters, TaskRecord, TaskSummary,
};

use crate::connection::cached_sql::{cached, cached_as};
use crate::connection::errors::store_error;
use crate::schema::{task_counters, users};
use crate::tasks::columns::tasks;
use crate::tasks::rows::{TaskRecordRow, TaskRow, task_record};
use crate::values::micros;

/// Summarizes the tasks of a slice.
const SUMMARY: &str = "SELECT count(*) FILTER (WHERE status = 'pending'), \
                       count(*) FILTER (WHERE status = 'in_progress'), \
                       count(*) FILTER (WHERE status = 'completed'), \
                       count(*) FILTER (WHERE status <> 'completed' AND due_date < ?2) \
                       FROM tasks INDEXED BY tasks_newest_idx WHERE owner_id = ?1 AND deleted_at IS NULL \
                       AND (created_at, id) >= (?3, ?4) AND (created_at, id) <= (?5, ?6)";

type FourNumbers = (BigInt, BigInt, BigInt, BigInt);

pub(super) fn find(
    connection: &mut SqliteConnection,
    owner: UserId,
    id: TaskId,
) -> Result<Option<Task>, StoreError> {
    let stored = tasks::table
        .find((owner.get(), id.get()))
        .filter(tasks::deleted_at.is_null())
        .select(TaskRow::as_select())
        .first(connection)
        .optional()
        .map_err(store_error)?;
    stored.map(Task::try_from).transpose()
}

pub(super) fn sequence(connection: &mut SqliteConnection, owner: UserId) -> QueryResult<i64> {
    let seq = task_counters::table.find(owner.get()).select(task_counters::seq);
    seq.first(connection).optional().map(Option::unwrap_or_default)
}

pub(super) fn count_live(connection: &mut SqliteConnection, owner: UserId) -> QueryResult<i64> {
    let live = task_counters::table.find(owner.get()).select(task_counters::live_tasks);
    live.first(connection).optional().map(Option::unwrap_or_default)
}

pub(super) fn summarize_slice(
    connection: &mut SqliteConnection,
    owner: UserId,
    range: SliceRange,
    today: DueDate,
) -> QueryResult<TaskSummary> {
    let SliceRange { first, last } = range;
    let statement = diesel::sql_query(SUMMARY)
        .bind::<BigInt, _>(owner.get())
        .bind::<Text, _>(today.to_string())
        .bind::<BigInt, _>(micros(first.at))
        .bind::<BigInt, _>(first.id.get())
        .bind::<BigInt, _>(micros(last.at))
        .bind::<BigInt, _>(last.id.get());
    let (pending, in_progress, completed, overdue) =
        cached_as::<FourNumbers, _>(statement).get_result(connection)?;
    Ok(TaskSummary { seq: 0, pending, in_progress, completed, overdue })
}

pub(super) fn read_changes(
    connection: &mut SqliteConnection,
    owner: UserId,
    since: i64,
    limit: ReadLimit,
) -> Result<ChangesPage, StoreError> {
    let counter =
        task_counters::table.find(owner.get()).select((task_counters::seq, task_counters::forgotten_seq));
    let newer = tasks::table
        .filter(tasks::owner_id.eq(owner.get()))
        .filter(tasks::change_seq.gt(since))
        .order(tasks::change_seq)
        .limit(limit_plus_one(limit))
        .select((TaskRow::as_select(), tasks::deleted_at));
    // Both reads run in one transaction, so that they see the same state.
    let read = connection.transaction(|connection| {
        let counter: Option<(i64, i64)> = counter.first(connection).optional()?;
        let newer = collect_within(newer.load_iter(connection)?, limit);
        QueryResult::Ok((counter.unwrap_or_default(), newer))
    });
    let ((seq, purged_seq), newer) = read.map_err(store_error)?;
    let (tasks, has_more) = newer?;
    Ok(ChangesPage { seq, purged_seq, tasks, has_more })
}

pub(super) fn scan(
    connection: &mut SqliteConnection,
    owner: UserId,
    after: Option<TaskId>,
    limit: ReadLimit,
) -> Result<Vec<TaskRecord>, StoreError> {
    // Ids start at 1.
    let after = after.map_or(0, TaskId::get);
    let own = tasks::table.filter(tasks::owner_id.eq(owner.get())).filter(tasks::id.gt(after));
    let next =
        own.order(tasks::id).limit(limit_plus_one(limit)).select((TaskRow::as_select(), tasks::deleted_at));
    collect_within(next.load_iter(connection).map_err(store_error)?, limit).map(|(tasks, _)| tasks)
}

/// Returns the limit plus one. The additional row shows whether more rows follow.
fn limit_plus_one(limit: ReadLimit) -> i64 {
    i64::from(limit.rows).saturating_add(1)
}

/// Converts row by row, so that SQLite reads no rows after the limit.
fn collect_within(
    rows: impl Iterator<Item = QueryResult<TaskRecordRow>>,
    limit: ReadLimit,
) -> Result<(Vec<TaskRecord>, bool), StoreError> {
    limit.collect_rows(rows.map(|row| task_record(row.map_err(store_error)?)))
}

/// Returns the tasks of the scope, sorted by id.
pub(super) fn read_tasks(
    connection: &mut SqliteConnection,
    owner: UserId,
    scope: &LockScope,
) -> Result<Vec<TaskRecord>, StoreError> {
    let own = tasks::table
        .filter(tasks::owner_id.eq(owner.get()))
        .order(tasks::id)
        .select((TaskRow::as_select(), tasks::deleted_at));
    let rows = match scope {
        // The ids are bound as JSON, so that their number does not change the statement.
        LockScope::Ids(ids) => {
            let ids: serde_json::Value = ids.iter().map(|id| id.get()).collect();
            let wanted =
                sql::<Bool>("id IN (SELECT value FROM json_each(").bind::<Text, _>(ids.to_string()).sql("))");
            cached(own.filter(wanted)).load(connection)
        }
        LockScope::SameContent(wanted) => {
            let titles: serde_json::Value = wanted.iter().map(|new| new.content.title.as_str()).collect();
            let titled = sql::<Bool>("title IN (SELECT value FROM json_each(")
                .bind::<Text, _>(titles.to_string())
                .sql("))");
            let own = cached(own.filter(tasks::deleted_at.is_null()).filter(titled));
            return find_same_content(own.load_iter(connection).map_err(store_error)?, wanted);
        }
    };
    task_records(rows.map_err(store_error)?)
}

/// Filters row by row instead of loading all rows, because most of the rows may not match.
fn find_same_content(
    rows: impl Iterator<Item = QueryResult<TaskRecordRow>>,
    wanted: &[Arc<NewTask>],
) -> Result<Vec<TaskRecord>, StoreError> {
    let (matcher, mut found) = (ContentMatcher::new(wanted), Vec::new());
    for row in rows {
        let record = task_record(row.map_err(store_error)?)?;
        if matcher.claims(&record.task) {
            found.push(record);
        }
    }
    Ok(found)
}

/// Reads the rows that the result of a write depends on, for a dry run.
pub(super) fn read_unlocked(
    connection: &mut SqliteConnection,
    owner: UserId,
    scope: &LockScope,
) -> Result<LockedRows, StoreError> {
    // Both reads run in one transaction, so that they see the same state.
    let read = connection.transaction(|connection| {
        let counter = counter(connection, owner)?;
        QueryResult::Ok((counter, read_tasks(connection, owner, scope)))
    });
    let (counter, tasks) = read.map_err(store_error)?;
    Ok(LockedRows { tasks: tasks?, counter: counter.unwrap_or_default() })
}

/// Returns `None` if the owner does not exist.
pub(super) fn counter(connection: &mut SqliteConnection, owner: UserId) -> QueryResult<Option<TaskCounters>> {
    let counted = (task_counters::seq, task_counters::live_tasks, task_counters::stored_bytes).nullable();
    let stored = users::table.find(owner.get()).left_join(task_counters::table).select(counted);
    let stored: Option<Option<(i64, i64, i64)>> = stored.first(connection).optional()?;
    Ok(stored.map(|counted| {
        let (seq, live_tasks, stored_bytes) = counted.unwrap_or_default();
        TaskCounters { seq, live_tasks, stored_bytes }
    }))
}

fn task_records(rows: Vec<TaskRecordRow>) -> Result<Vec<TaskRecord>, StoreError> {
    rows.into_iter().map(task_record).collect()
}
