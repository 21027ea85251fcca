//! Writes that are decided on what is stored. The writer is alone, from before it reads until after the commit: nothing
//! need be locked, and no key is ever in use by another one.

use diesel::prelude::*;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    Counter, IdempotencyKey, IdempotencyRecord, IdempotentRequest, KEY_LIFETIME, LockedRows, LockedWrite,
    OperationResult, Outcome, Plan, Task, TaskRecord, WriteTasksError, key_bytes,
};

use super::{read, statements};
use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::schema::{idempotency_keys, task_counters};
use crate::tasks::columns::tasks;
use crate::tasks::idempotency_key_rows::KeptKeyRow;
use crate::tasks::rows::{ChangedTaskRow, NewTaskRow};
use crate::values::micros;

/// To be called in a write, which an error undoes.
pub(super) fn write(
    connection: &mut SqliteConnection,
    owner: UserId,
    work: &LockedWrite,
) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
    let counter = read::counter(connection, owner).map_err(store_error)?;
    let counter = counter.ok_or(WriteTasksError::OwnerGone)?;
    let mut replaced = 0;
    if let Some(once) = &work.once
        && let Some(kept) = find_key(connection, owner, &once.key)?
    {
        if kept.created_at > work.at - KEY_LIFETIME {
            return Ok(Outcome::Replayed(kept.answer_to(once.fingerprint)?));
        }
        replaced = key_bytes(&kept.key, &kept.answer.body);
    }
    let tasks = read::read_tasks(connection, owner, &work.scope)?;
    let plan = (work.decide)(&LockedRows { tasks, counter })?;
    let (mut counter, operations) = (plan.counter, plan.steps.len());
    let writes = !plan.is_empty() || work.once.is_some();
    let added = carry_out(connection, owner, &plan)?;
    let written = plan.written(added);
    if let Some(once) = &work.once {
        let bytes = keep_key(connection, owner, work, once, &written)?;
        counter = work.count_key(counter, bytes, operations)?;
        counter.stored_bytes -= replaced;
    }
    if writes {
        set_counter(connection, owner, counter).map_err(store_error)?;
    }
    Ok(Outcome::Fresh(written))
}

/// The tasks that were added.
fn carry_out(connection: &mut SqliteConnection, owner: UserId, plan: &Plan) -> Result<Vec<Task>, StoreError> {
    for kept in &plan.changed {
        put(connection, owner, kept)?;
    }
    let mut add = |added| statements::insert(connection, NewTaskRow::planned(owner, added)?);
    plan.added.iter().map(&mut add).collect()
}

fn set_counter(connection: &mut SqliteConnection, owner: UserId, counter: Counter) -> QueryResult<()> {
    let Counter { seq, live_tasks, stored_bytes } = counter;
    let numbers = (
        task_counters::seq.eq(seq),
        task_counters::live_tasks.eq(live_tasks),
        task_counters::stored_bytes.eq(stored_bytes),
    );
    let upsert = diesel::insert_into(task_counters::table)
        .values((task_counters::owner_id.eq(owner.get()), numbers))
        .on_conflict(task_counters::owner_id)
        .do_update()
        .set(numbers)
        .returning(task_counters::seq);
    cached(upsert).get_result::<i64>(connection).map(drop)
}

fn put(connection: &mut SqliteConnection, owner: UserId, kept: &TaskRecord) -> Result<(), StoreError> {
    let changes = (
        ChangedTaskRow::new(&kept.task)?,
        tasks::change_seq.eq(kept.task.change_seq),
        tasks::deleted_at.eq(kept.deleted_at.map(micros)),
    );
    let stored = tasks::table.find((owner.get(), kept.task.id.get()));
    let update = diesel::update(stored).set(changes).returning(tasks::id);
    cached(update).get_result::<i64>(connection).map(drop).map_err(store_error)
}

fn find_key(
    connection: &mut SqliteConnection,
    user: UserId,
    key: &IdempotencyKey,
) -> Result<Option<IdempotencyRecord>, StoreError> {
    let stored = idempotency_keys::table.find((user.get(), key.as_str())).select(KeptKeyRow::as_select());
    let stored = stored.first(connection).optional().map_err(store_error)?;
    stored.map(IdempotencyRecord::try_from).transpose()
}

/// In the place of the same key, when that was too old to be remembered. How many bytes it counts.
fn keep_key(
    connection: &mut SqliteConnection,
    user: UserId,
    work: &LockedWrite,
    once: &IdempotentRequest,
    written: &[OperationResult],
) -> Result<i64, StoreError> {
    let IdempotentRequest { key, fingerprint, answer } = once;
    let answer = answer(written);
    let bytes = key_bytes(key, &answer.body);
    let kept = IdempotencyRecord { key: key.clone(), fingerprint: *fingerprint, answer, created_at: work.at };
    let insert = diesel::replace_into(idempotency_keys::table)
        .values(KeptKeyRow::new(user, kept))
        .returning(idempotency_keys::created_at);
    cached(insert).get_result::<i64>(connection).map_err(store_error)?;
    Ok(bytes)
}
