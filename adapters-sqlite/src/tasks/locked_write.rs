//! Writes whose changes depend on stored rows. No other write runs between the first read of a write and its commit. So no
//! rows need to be locked, and no concurrent request can use the same key.

use diesel::prelude::*;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    IdempotencyKey, IdempotencyRecord, IdempotentRequest, KEY_LIFETIME, LockedRows, LockedWrite,
    OperationResult, Outcome, Plan, Task, TaskCounters, TaskRecord, WriteTasksError, key_bytes,
};

use super::{read, statements};
use crate::connection::cached_sql::cached;
use crate::connection::errors::store_error;
use crate::schema::{idempotency_keys, task_counters};
use crate::tasks::columns::tasks;
use crate::tasks::idempotency_key_rows::IdempotencyRecordRow;
use crate::tasks::rows::{ChangedTaskRow, NewTaskRow};
use crate::values::micros;

/// Must be called in a write transaction, which is rolled back after an error.
pub(super) fn write(
    connection: &mut SqliteConnection,
    owner: UserId,
    work: &LockedWrite,
) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
    let counter = read::counter(connection, owner).map_err(store_error)?;
    let counter = counter.ok_or(WriteTasksError::OwnerDeleted)?;
    let mut replaced = 0;
    if let Some(idempotency) = &work.idempotency
        && let Some(record) = find_key(connection, owner, &idempotency.key)?
    {
        if record.created_at > work.at - KEY_LIFETIME {
            return Ok(Outcome::Replayed(record.response_to(idempotency.digest)?));
        }
        replaced = key_bytes(&record.key, &record.response.body);
    }
    let tasks = read::read_tasks(connection, owner, &work.scope)?;
    let plan = (work.decide)(&LockedRows { tasks, counter })?;
    let (mut counter, operations) = (plan.counter, plan.steps.len());
    let writes = !plan.is_empty() || work.idempotency.is_some();
    let added = apply(connection, owner, &plan)?;
    let written = plan.results(added);
    if let Some(idempotency) = &work.idempotency {
        let bytes = store_key(connection, owner, work, idempotency, &written)?;
        counter = work.count_key(counter, bytes, operations)?;
        counter.stored_bytes -= replaced;
    }
    if writes {
        set_counter(connection, owner, counter).map_err(store_error)?;
    }
    Ok(Outcome::Fresh(written))
}

/// Writes the planned changes. Returns the added tasks in the order of the plan.
fn apply(connection: &mut SqliteConnection, owner: UserId, plan: &Plan) -> Result<Vec<Task>, StoreError> {
    for changed in &plan.changed {
        put(connection, owner, changed)?;
    }
    let mut add = |added| statements::insert(connection, NewTaskRow::planned(owner, added)?);
    plan.added.iter().map(&mut add).collect()
}

fn set_counter(connection: &mut SqliteConnection, owner: UserId, counter: TaskCounters) -> QueryResult<()> {
    let TaskCounters { seq, live_tasks, stored_bytes } = counter;
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

fn put(connection: &mut SqliteConnection, owner: UserId, record: &TaskRecord) -> Result<(), StoreError> {
    let changes = (
        ChangedTaskRow::new(&record.task)?,
        tasks::change_seq.eq(record.task.change_seq),
        tasks::deleted_at.eq(record.deleted_at.map(micros)),
    );
    let stored = tasks::table.find((owner.get(), record.task.id.get()));
    let update = diesel::update(stored).set(changes).returning(tasks::id);
    cached(update).get_result::<i64>(connection).map(drop).map_err(store_error)
}

fn find_key(
    connection: &mut SqliteConnection,
    user: UserId,
    key: &IdempotencyKey,
) -> Result<Option<IdempotencyRecord>, StoreError> {
    let stored =
        idempotency_keys::table.find((user.get(), key.as_str())).select(IdempotencyRecordRow::as_select());
    let stored = stored.first(connection).optional().map_err(store_error)?;
    stored.map(IdempotencyRecord::try_from).transpose()
}

/// Stores the response under the key, replacing an expired record. Returns the number of bytes that the quota counts for
/// the record.
fn store_key(
    connection: &mut SqliteConnection,
    user: UserId,
    work: &LockedWrite,
    idempotency: &IdempotentRequest,
    written: &[OperationResult],
) -> Result<i64, StoreError> {
    let IdempotentRequest { key, digest, render } = idempotency;
    let response = render(written);
    let bytes = key_bytes(key, &response.body);
    let record = IdempotencyRecord { key: key.clone(), digest: *digest, response, created_at: work.at };
    let insert = diesel::replace_into(idempotency_keys::table)
        .values(IdempotencyRecordRow::new(user, record))
        .returning(idempotency_keys::created_at);
    cached(insert).get_result::<i64>(connection).map_err(store_error)?;
    Ok(bytes)
}
