//! The transaction of a write whose changes depend on locked rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    AddedTask, ContentMatcher, IdempotencyKeyError, IdempotencyRecord, IdempotentRequest, KEY_LIFETIME,
    LockScope, LockedRows, LockedWrite, NewTask, OperationResult, Outcome, Plan, StoredResponse, Task,
    TaskCounters, TaskRecord, WriteTasksError, key_bytes,
};

use crate::connection::cached_sql::cached_sql;
use crate::database::TransactionAborted;
use crate::tasks::bulk::{add_tasks, change_tasks};
use crate::tasks::locked_write_statements::{
    ADD_COUNTER, FIND_KEY, LOCK_COUNTER, LOCK_TASKS, LOOK_UP_KEY, READ_BY_TITLE, SAVE_COUNTER, STORE_KEY,
};
use crate::tasks::rows::{CounterRow, KeyLookupRow, TaskRecordRow, TaskRow};

/// Maximum number of tasks per statement, so that a statement takes much less time than the statement timeout of the server.
const MAX_BATCH: usize = 250;
/// Maximum bytes of text per statement. While a statement runs, memory contains several copies of its text.
const MAX_BATCH_BYTES: usize = 512 * 1024;
/// The number of tasks per query, regardless of their size.
const TASKS_PER_QUERY: usize = 100;
/// The number of titles per query.
const TITLES_PER_QUERY: usize = 1000;

/// Why the transaction is rolled back.
pub(crate) enum WriteAborted {
    /// A concurrent request has used the same key, so the write must be retried.
    KeyConflict,
    /// The result is known and there is nothing to commit.
    Finished(Result<Outcome<Vec<OperationResult>>, WriteTasksError>),
}

type Step<T> = Result<T, TransactionAborted<WriteAborted>>;

impl<E: Into<WriteTasksError>> From<E> for WriteAborted {
    fn from(error: E) -> Self {
        Self::Finished(Err(error.into()))
    }
}

fn abort(reason: impl Into<WriteAborted>) -> TransactionAborted<WriteAborted> {
    TransactionAborted::Declined(reason.into())
}

pub(crate) async fn write(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    work: LockedWrite,
) -> Step<Vec<OperationResult>> {
    if let Some(idempotency) = &work.idempotency {
        look_up_key(connection, owner, idempotency, work.at).await?;
    }
    let locked = lock(connection, owner, &work.scope).await?;
    let plan = match (work.decide)(&locked) {
        Ok(plan) => plan,
        Err(error) => {
            if let Some(idempotency) = &work.idempotency {
                ensure_key_is_unused(connection, owner, idempotency, work.at).await?;
            }
            return Err(abort(WriteTasksError::from(error)));
        }
    };
    if plan.is_empty() && work.idempotency.is_none() {
        let unchanged = Outcome::Fresh(plan.results(Vec::new()));
        return Err(TransactionAborted::Declined(WriteAborted::Finished(Ok(unchanged))));
    }
    let (counter, operations) = (plan.counter, plan.steps.len());
    let added = apply(connection, owner, &plan).await?;
    let written = plan.results(added);
    if let Some(idempotency) = &work.idempotency {
        let response = (idempotency.render)(&written);
        let bytes = key_bytes(&idempotency.key, &response.body);
        let counter = work.count_key(counter, bytes, operations).map_err(abort)?;
        store_key(connection, owner, idempotency, response, counter, work.at).await?;
    } else {
        save_counter(connection, owner, counter).await?;
    }
    Ok(written)
}

async fn look_up_key(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    idempotency: &IdempotentRequest,
    at: Timestamp,
) -> Step<()> {
    let select = cached_sql(LOOK_UP_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(idempotency.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
    });
    let found: KeyLookupRow = select.get_result(connection).await?;
    if let Some(row) = found.record {
        let record = IdempotencyRecord::try_from(row).map_err(abort)?;
        let response = record.response_to(idempotency.digest).map_err(abort)?;
        return Err(TransactionAborted::Declined(WriteAborted::Finished(Ok(Outcome::Replayed(response)))));
    }
    if found.is_free { Ok(()) } else { Err(abort(IdempotencyKeyError::InUse)) }
}

/// Checks the key again after an error. If a concurrent request used the same key between the lookup and the locks, the
/// decision is stale.
async fn ensure_key_is_unused(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    idempotency: &IdempotentRequest,
    at: Timestamp,
) -> Step<()> {
    let select = cached_sql(FIND_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(idempotency.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
    });
    if select.execute(connection).await? == 0 {
        Ok(())
    } else {
        Err(TransactionAborted::Declined(WriteAborted::KeyConflict))
    }
}

async fn lock(connection: &mut AsyncPgConnection, owner: UserId, scope: &LockScope) -> Step<LockedRows> {
    Ok(match scope {
        LockScope::Ids(ids) => {
            let tasks = lock_tasks(connection, owner, ids).await?;
            LockedRows { tasks, counter: lock_counter(connection, owner).await? }
        }
        LockScope::SameContent(wanted) => {
            let counter = lock_counter(connection, owner).await?;
            LockedRows { tasks: find_same_content(connection, owner, wanted).await?, counter }
        }
    })
}

async fn lock_tasks(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    ids: &[TaskId],
) -> Step<Vec<TaskRecord>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let select = cached_sql(LOCK_TASKS)
        .bind_all(|sql| sql.bind::<BigInt, _>(owner.get()).bind::<Array<BigInt>, _>(ids));
    task_records(select.load(connection).await?)
}

/// Reads the stored tasks that equal one of the tasks to import. Uses several queries, because many other tasks may
/// have the same titles.
pub(crate) async fn find_same_content<R: From<StoreError>>(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    wanted: &[Arc<NewTask>],
) -> Result<Vec<TaskRecord>, TransactionAborted<R>> {
    let (matcher, mut found) = (ContentMatcher::new(wanted), Vec::new());
    let titles: BTreeSet<&str> = wanted.iter().map(|new| new.content.title.as_str()).collect();
    let titles: Vec<&str> = titles.into_iter().collect();
    let limit = i64::try_from(TASKS_PER_QUERY).unwrap_or(i64::MAX);
    for titles in titles.chunks(TITLES_PER_QUERY) {
        let mut after = 0;
        loop {
            let select = cached_sql(READ_BY_TITLE).bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<Array<Text>, _>(titles)
                    .bind::<BigInt, _>(after)
                    .bind::<BigInt, _>(limit)
            });
            let slice = task_records(select.load(connection).await?)?;
            let is_last = slice.len() < TASKS_PER_QUERY;
            after = slice.last().map_or(after, |record| record.task.id.get());
            found.extend(slice.into_iter().filter(|record| matcher.claims(&record.task)));
            if is_last {
                break;
            }
        }
    }
    found.sort_unstable_by_key(|record: &TaskRecord| record.task.id);
    Ok(found)
}

fn task_records<R: From<StoreError>>(
    rows: Vec<TaskRecordRow>,
) -> Result<Vec<TaskRecord>, TransactionAborted<R>> {
    let tasks = rows.into_iter().map(TaskRecord::try_from).collect::<Result<_, StoreError>>();
    tasks.map_err(|error| TransactionAborted::Declined(error.into()))
}

/// Locks the counter of the owner, and creates it if it doesn't exist yet.
async fn lock_counter(connection: &mut AsyncPgConnection, owner: UserId) -> Step<TaskCounters> {
    let select = || cached_sql(LOCK_COUNTER).bind_all(|sql| sql.bind::<BigInt, _>(owner.get()));
    let found: Option<CounterRow> = select().get_result(connection).await.optional()?;
    if let Some(counter) = found {
        return Ok(counter.into());
    }
    let insert = cached_sql(ADD_COUNTER).bind_all(|sql| sql.bind::<BigInt, _>(owner.get()));
    insert.execute(connection).await?;
    let added: Option<CounterRow> = select().get_result(connection).await.optional()?;
    // The owner and the counter were deleted in the meantime.
    added.map(TaskCounters::from).ok_or_else(|| abort(WriteTasksError::OwnerDeleted))
}

/// Writes the planned changes. Returns the added tasks in the order of the plan.
async fn apply(connection: &mut AsyncPgConnection, owner: UserId, plan: &Plan) -> Step<Vec<Task>> {
    for changed in plan.changed.chunks(MAX_BATCH) {
        change_tasks(owner, changed).execute(connection).await?;
    }
    let mut added: Vec<Task> = Vec::with_capacity(plan.added.len());
    let mut rest = plan.added.as_slice();
    while let Some((tasks, others)) = split_batch(rest) {
        for row in add_tasks(owner, tasks).load::<TaskRow>(connection).await? {
            added.push(Task::try_from(row).map_err(|error: StoreError| abort(error))?);
        }
        rest = others;
    }
    // RETURNING guarantees no order, but the ids were assigned in the order of the plan.
    added.sort_by_key(|task| task.id);
    Ok(added)
}

/// Splits off the tasks for the next statement. Returns `None` if no task remains.
fn split_batch(tasks: &[AddedTask]) -> Option<(&[AddedTask], &[AddedTask])> {
    let mut bytes = 0;
    let fits = |added: &&AddedTask| {
        bytes += added.new.content.text_bytes();
        bytes <= MAX_BATCH_BYTES
    };
    let count = tasks.iter().take(MAX_BATCH).take_while(fits).count().max(1);
    tasks.split_at_checked(count)
}

async fn save_counter(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    counter: TaskCounters,
) -> QueryResult<()> {
    let update = cached_sql(SAVE_COUNTER).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<BigInt, _>(counter.seq)
            .bind::<BigInt, _>(counter.live_tasks)
            .bind::<BigInt, _>(counter.stored_bytes)
    });
    update.execute(connection).await.map(drop)
}

/// Stores the response under the key, and saves the counter in the same statement.
async fn store_key(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    idempotency: &IdempotentRequest,
    response: StoredResponse,
    counter: TaskCounters,
    at: Timestamp,
) -> Step<()> {
    // No status has more than three digits.
    let status = i16::try_from(response.status).unwrap_or(i16::MAX);
    let insert = cached_sql(STORE_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(idempotency.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
            .bind::<Bytea, _>(idempotency.digest.0.as_slice())
            .bind::<SmallInt, _>(status)
            .bind::<Bytea, _>(response.body)
            .bind::<Timestamptz, _>(at)
            .bind::<BigInt, _>(counter.seq)
            .bind::<BigInt, _>(counter.live_tasks)
            .bind::<BigInt, _>(counter.stored_bytes)
    });
    if insert.execute(connection).await? == 1 {
        Ok(())
    } else {
        Err(TransactionAborted::Declined(WriteAborted::KeyConflict))
    }
}
