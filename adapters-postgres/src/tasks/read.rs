//! Reads an owner's tasks, from the primary or from a read replica.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{LockedRows, NewTask, ReadLimit, Task, TaskCounters, TaskList, TaskQuery};

use crate::connection::cached_sql::cached_sql;
use crate::connection::errors::Access;
use crate::database::Database;
use crate::schema::task_counters;
use crate::tasks::list::list_tasks;
use crate::tasks::list_statements::is_short;
use crate::tasks::locked_write::find_same_content;
use crate::tasks::locked_write_statements::READ_COUNTER;
use crate::tasks::rows::{CounterRow, ListedTaskRow};

/// The deadline of an import, which runs many statements with the usual limits for each.
pub(crate) const IMPORT_DEADLINE: Duration = Duration::from_secs(30);

pub(crate) async fn sequence(database: &Database, owner: UserId) -> Result<i64, StoreError> {
    let counters = task_counters::table.filter(task_counters::owner_id.eq(owner.get()));
    let rows = database.read_pipelined(|| counters.select(task_counters::seq)).await?;
    Ok(rows.into_iter().next().unwrap_or(0))
}

/// Reads the rows that the result of an import depends on, from one snapshot and without locks.
pub(crate) async fn read_with_same_content(
    database: &Database,
    owner: UserId,
    tasks: &Arc<[Arc<NewTask>]>,
) -> Result<LockedRows, StoreError> {
    let read = database.transact_or_abort(IMPORT_DEADLINE, |connection| {
        let tasks = tasks.clone();
        Box::pin(async move {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
            let select = cached_sql(READ_COUNTER).bind_all(|sql| sql.bind::<BigInt, _>(owner.get()));
            let counter: Option<CounterRow> = select.get_result(connection).await.optional()?;
            let counter = counter.map_or_else(TaskCounters::default, TaskCounters::from);
            let tasks = find_same_content::<StoreError>(connection, owner, &tasks).await?;
            Ok(LockedRows { tasks, counter })
        })
    });
    read.await?
}

pub(crate) async fn list(
    database: &Database,
    owner: UserId,
    query: &TaskQuery,
) -> Result<TaskList, StoreError> {
    if let Some(list) = list_if_any(database, owner, query).await? {
        return Ok(list);
    }
    // An empty list has no row that contains the sequence number. Read the number, and then the list again, so that the
    // list includes all writes up to that number.
    let seq = sequence(database, owner).await?;
    let list = list_if_any(database, owner, query).await?;
    Ok(list.unwrap_or_else(|| no_tasks(seq)))
}

fn no_tasks(seq: i64) -> TaskList {
    TaskList { seq, tasks: Vec::new(), has_more: false }
}

/// Like [`list`], but reads the number and the list again on a single connection: several replicas in different states may
/// share one address.
pub(crate) async fn list_on_one_connection(
    database: &Database,
    owner: UserId,
    query: &TaskQuery,
) -> Result<TaskList, StoreError> {
    if let Some(list) = list_if_any(database, owner, query).await? {
        return Ok(list);
    }
    let (query, limit) = (query.clone(), query.page.read_limit());
    let read = database.transact(Access::Read, move |connection| {
        let query = query.clone();
        Box::pin(async move {
            let counters = task_counters::table.filter(task_counters::owner_id.eq(owner.get()));
            let seq: Vec<i64> = counters.select(task_counters::seq).load(connection).await?;
            let rows: Vec<ListedTaskRow> = list_tasks(owner, &query).load(connection).await?;
            Ok((seq, rows))
        })
    });
    let (seq, rows) = read.await?;
    let list = list_of(rows, limit)?;
    Ok(list.unwrap_or_else(|| no_tasks(seq.into_iter().next().unwrap_or(0))))
}

async fn list_if_any(
    database: &Database,
    owner: UserId,
    query: &TaskQuery,
) -> Result<Option<TaskList>, StoreError> {
    let select = || list_tasks(owner, query);
    let rows =
        if is_short(query) { database.read_pipelined(select).await } else { database.read(select).await };
    list_of(rows?, query.page.read_limit())
}

fn list_of(rows: Vec<ListedTaskRow>, limit: ReadLimit) -> Result<Option<TaskList>, StoreError> {
    let [first, ..] = rows.as_slice() else { return Ok(None) };
    let seq = first.seq;
    let (tasks, has_more) = limit.collect_rows(rows.into_iter().map(|row| Task::try_from(row.task)))?;
    Ok(Some(TaskList { seq, tasks, has_more }))
}
