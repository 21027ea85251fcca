//! The transaction of a write that is decided while the rows are locked, on one connection.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    AddedTask, Alike, Answer, Counter, IdempotencyRecord, IdempotentRequest, KEY_LIFETIME, KeyRefused,
    LockScope, LockedRows, LockedWrite, NewTask, OperationResult, Outcome, Plan, Task, TaskRecord,
    WriteTasksError, key_bytes,
};

use crate::connection::cached_sql::cached_sql;
use crate::database::Abandoned;
use crate::tasks::bulk::{add_tasks, change_tasks};
use crate::tasks::locked_write_statements::{
    ADD_COUNTER, FIND_KEY, KEEP_KEY, LOCK_COUNTER, LOCK_TASKS, LOOK_UP_KEY, READ_TITLED, SAVE_COUNTER,
};
use crate::tasks::rows::{CounterRow, KeptTaskRow, LookedUpRow, TaskRow};

/// How many tasks are sent in one statement, which must end long before the server's limit on it.
const BATCH: usize = 250;
/// And how many bytes of their texts, which are several times in memory for as long.
const BATCH_BYTES: usize = 512 * 1024;
/// How many tasks are read at once, however large each is.
const SLICE: usize = 100;
/// How many titles are looked for at once.
const TITLES: usize = 1000;

/// Why nothing is written.
pub(crate) enum Unwritten {
    /// Another request with the same key was faster: look again.
    Overtaken,
    Answered(Result<Outcome<Vec<OperationResult>>, WriteTasksError>),
}

type Step<T> = Result<T, Abandoned<Unwritten>>;

impl<E: Into<WriteTasksError>> From<E> for Unwritten {
    fn from(error: E) -> Self {
        Self::Answered(Err(error.into()))
    }
}

fn refused(why: impl Into<Unwritten>) -> Abandoned<Unwritten> {
    Abandoned::Refused(why.into())
}

pub(crate) async fn write(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    work: LockedWrite,
) -> Step<Vec<OperationResult>> {
    if let Some(once) = &work.once {
        look_up_key(connection, owner, once, work.at).await?;
    }
    let locked = lock(connection, owner, &work.scope).await?;
    let plan = match (work.decide)(&locked) {
        Ok(plan) => plan,
        Err(refusal) => {
            if let Some(once) = &work.once {
                expect_key_to_be_free(connection, owner, once, work.at).await?;
            }
            return Err(refused(WriteTasksError::from(refusal)));
        }
    };
    if plan.is_empty() && work.once.is_none() {
        let unchanged = Outcome::Fresh(plan.written(Vec::new()));
        return Err(Abandoned::Refused(Unwritten::Answered(Ok(unchanged))));
    }
    let (counter, operations) = (plan.counter, plan.steps.len());
    let added = carry_out(connection, owner, &plan).await?;
    let written = plan.written(added);
    if let Some(once) = &work.once {
        let answer = (once.answer)(&written);
        let bytes = key_bytes(&once.key, &answer.body);
        let counter = work.count_key(counter, bytes, operations).map_err(refused)?;
        keep_key(connection, owner, once, answer, counter, work.at).await?;
    } else {
        save_counter(connection, owner, counter).await?;
    }
    Ok(written)
}

async fn look_up_key(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    once: &IdempotentRequest,
    at: Timestamp,
) -> Step<()> {
    let select = cached_sql(LOOK_UP_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(once.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
    });
    let found: LookedUpRow = select.get_result(connection).await?;
    if let Some(kept) = found.kept {
        let kept = IdempotencyRecord::try_from(kept).map_err(refused)?;
        let answer = kept.answer_to(once.fingerprint).map_err(refused)?;
        return Err(Abandoned::Refused(Unwritten::Answered(Ok(Outcome::Replayed(answer)))));
    }
    if found.is_free { Ok(()) } else { Err(refused(KeyRefused::InUse)) }
}

/// Whoever wrote with the key between the look and the locks changed what the decision was made on.
async fn expect_key_to_be_free(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    once: &IdempotentRequest,
    at: Timestamp,
) -> Step<()> {
    let select = cached_sql(FIND_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(once.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
    });
    if select.execute(connection).await? == 0 {
        Ok(())
    } else {
        Err(Abandoned::Refused(Unwritten::Overtaken))
    }
}

async fn lock(connection: &mut AsyncPgConnection, owner: UserId, scope: &LockScope) -> Step<LockedRows> {
    Ok(match scope {
        LockScope::Ids(ids) => {
            let tasks = lock_tasks(connection, owner, ids).await?;
            LockedRows { tasks, counter: lock_counter(connection, owner).await? }
        }
        LockScope::Alike(wanted) => {
            let counter = lock_counter(connection, owner).await?;
            LockedRows { tasks: alike(connection, owner, wanted).await?, counter }
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
    kept(select.load(connection).await?)
}

/// A slice at a time: there may be many more of these titles than those that are wanted.
pub(crate) async fn alike<R: From<StoreError>>(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    wanted: &[Arc<NewTask>],
) -> Result<Vec<TaskRecord>, Abandoned<R>> {
    let (alike, mut found) = (Alike::to(wanted), Vec::new());
    let titles: BTreeSet<&str> = wanted.iter().map(|new| new.content.title.as_str()).collect();
    let titles: Vec<&str> = titles.into_iter().collect();
    let limit = i64::try_from(SLICE).unwrap_or(i64::MAX);
    for titles in titles.chunks(TITLES) {
        let mut after = 0;
        loop {
            let select = cached_sql(READ_TITLED).bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<Array<Text>, _>(titles)
                    .bind::<BigInt, _>(after)
                    .bind::<BigInt, _>(limit)
            });
            let slice = kept(select.load(connection).await?)?;
            let is_last = slice.len() < SLICE;
            after = slice.last().map_or(after, |kept| kept.task.id.get());
            found.extend(slice.into_iter().filter(|kept| alike.takes(&kept.task)));
            if is_last {
                break;
            }
        }
    }
    found.sort_unstable_by_key(|kept: &TaskRecord| kept.task.id);
    Ok(found)
}

fn kept<R: From<StoreError>>(rows: Vec<KeptTaskRow>) -> Result<Vec<TaskRecord>, Abandoned<R>> {
    let tasks = rows.into_iter().map(TaskRecord::try_from).collect::<Result<_, StoreError>>();
    tasks.map_err(|error| Abandoned::Refused(error.into()))
}

/// Who has none yet gets one.
async fn lock_counter(connection: &mut AsyncPgConnection, owner: UserId) -> Step<Counter> {
    let select = || cached_sql(LOCK_COUNTER).bind_all(|sql| sql.bind::<BigInt, _>(owner.get()));
    let found: Option<CounterRow> = select().get_result(connection).await.optional()?;
    if let Some(counter) = found {
        return Ok(counter.into());
    }
    let insert = cached_sql(ADD_COUNTER).bind_all(|sql| sql.bind::<BigInt, _>(owner.get()));
    insert.execute(connection).await?;
    let added: Option<CounterRow> = select().get_result(connection).await.optional()?;
    // Deleted with its owner in between.
    added.map(Counter::from).ok_or_else(|| refused(WriteTasksError::OwnerGone))
}

/// The tasks that were added, in their order.
async fn carry_out(connection: &mut AsyncPgConnection, owner: UserId, plan: &Plan) -> Step<Vec<Task>> {
    for changed in plan.changed.chunks(BATCH) {
        change_tasks(owner, changed).execute(connection).await?;
    }
    let mut added: Vec<Task> = Vec::with_capacity(plan.added.len());
    let mut rest = plan.added.as_slice();
    while let Some((tasks, others)) = batch_of(rest) {
        for row in add_tasks(owner, tasks).load::<TaskRow>(connection).await? {
            added.push(Task::try_from(row).map_err(|error: StoreError| refused(error))?);
        }
        rest = others;
    }
    // RETURNING promises no order, but ids were given in that of the plan.
    added.sort_by_key(|task| task.id);
    Ok(added)
}

/// The first tasks, as many as one statement takes, and the others. `None` when there are none.
fn batch_of(tasks: &[AddedTask]) -> Option<(&[AddedTask], &[AddedTask])> {
    let mut bytes = 0;
    let fits = |added: &&AddedTask| {
        bytes += added.new.content.text_bytes();
        bytes <= BATCH_BYTES
    };
    let count = tasks.iter().take(BATCH).take_while(fits).count().max(1);
    tasks.split_at_checked(count)
}

async fn save_counter(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    counter: Counter,
) -> QueryResult<()> {
    let update = cached_sql(SAVE_COUNTER).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<BigInt, _>(counter.seq)
            .bind::<BigInt, _>(counter.live_tasks)
            .bind::<BigInt, _>(counter.stored_bytes)
    });
    update.execute(connection).await.map(drop)
}

/// Together with the counter.
async fn keep_key(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    once: &IdempotentRequest,
    answer: Answer,
    counter: Counter,
    at: Timestamp,
) -> Step<()> {
    // No status has more than three digits.
    let status = i16::try_from(answer.status).unwrap_or(i16::MAX);
    let insert = cached_sql(KEEP_KEY).bind_all(|sql| {
        sql.bind::<BigInt, _>(owner.get())
            .bind::<Text, _>(once.key.as_str())
            .bind::<Timestamptz, _>(at - KEY_LIFETIME)
            .bind::<Bytea, _>(once.fingerprint.0.as_slice())
            .bind::<SmallInt, _>(status)
            .bind::<Bytea, _>(answer.body)
            .bind::<Timestamptz, _>(at)
            .bind::<BigInt, _>(counter.seq)
            .bind::<BigInt, _>(counter.live_tasks)
            .bind::<BigInt, _>(counter.stored_bytes)
    });
    if insert.execute(connection).await? == 1 {
        Ok(())
    } else {
        Err(Abandoned::Refused(Unwritten::Overtaken))
    }
}
