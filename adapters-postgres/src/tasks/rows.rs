//! Rows of tasks, counters and idempotency keys, and their conversion to domain values.

use diesel::deserialize;
use diesel::dsl::SqlTypeOf;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Bool, Nullable, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    IdempotencyKey, IdempotencyRecord, Progress, RequestDigest, Status, StoredResponse, Task, TaskCounters,
    TaskRecord, TaskSummary, Version,
};

use super::columns::{ContentRow, tasks};
use crate::schema::{idempotency_keys, task_counters};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = tasks, check_for_backend(Pg))]
pub(crate) struct TaskRow {
    owner_id: i64,
    id: i64,
    #[diesel(embed)]
    content: ContentRow,
    status: String,
    completed_at: Option<Timestamp>,
    version: i64,
    change_seq: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The SQL types of `task_columns!`.
pub(crate) type TaskColumns = SqlTypeOf<<TaskRow as Selectable<Pg>>::SelectExpression>;

/// A task of a list, with the owner's sequence number.
#[derive(Queryable)]
#[diesel(check_for_backend(Pg))]
pub(crate) struct ListedTaskRow {
    pub(crate) task: TaskRow,
    pub(crate) seq: i64,
}

/// A live task or a tombstone.
#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = tasks, check_for_backend(Pg))]
pub(crate) struct TaskRecordRow {
    #[diesel(embed)]
    task: TaskRow,
    deleted_at: Option<Timestamp>,
}

/// The owner's sequence numbers, and a change if there is one.
#[derive(Queryable)]
#[diesel(check_for_backend(Pg))]
pub(crate) struct ChangeRow {
    pub(crate) seq: i64,
    pub(crate) forgotten_seq: i64,
    pub(crate) changed: Option<TaskRecordRow>,
}

pub(crate) type TaskRecordColumns = SqlTypeOf<<TaskRecordRow as Selectable<Pg>>::SelectExpression>;

pub(crate) type ChangeColumns = (BigInt, BigInt, Nullable<TaskRecordColumns>);

#[derive(Default, QueryableByName)]
#[diesel(check_for_backend(Pg))]
pub(crate) struct CountRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) count: i64,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(Pg))]
pub(crate) struct SummaryRow {
    #[diesel(sql_type = BigInt)]
    pending: i64,
    #[diesel(sql_type = BigInt)]
    in_progress: i64,
    #[diesel(sql_type = BigInt)]
    completed: i64,
    #[diesel(sql_type = BigInt)]
    overdue: i64,
}

#[derive(QueryableByName)]
#[diesel(table_name = task_counters, check_for_backend(Pg))]
pub(crate) struct CounterRow {
    seq: i64,
    live_tasks: i64,
    stored_bytes: i64,
}

#[derive(QueryableByName)]
#[diesel(table_name = idempotency_keys, check_for_backend(Pg))]
pub(crate) struct IdempotencyRecordRow {
    key: String,
    fingerprint: Vec<u8>,
    status: Option<i16>,
    body: Option<Vec<u8>>,
    created_at: Timestamp,
}

/// The stored record of the key. The key is free if no other transaction is using it.
pub(crate) struct KeyLookupRow {
    pub(crate) is_free: bool,
    pub(crate) record: Option<IdempotencyRecordRow>,
}

impl QueryableByName<Pg> for KeyLookupRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let created_at = NamedRow::get::<Nullable<Timestamptz>, Option<Timestamp>>(row, "created_at")?;
        let record = created_at.map(|_| QueryableByName::build(row)).transpose()?;
        Ok(Self { is_free: NamedRow::get::<Bool, _>(row, "is_free")?, record })
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = StoreError;

    fn try_from(row: TaskRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "tasks", column };
        let status = Status::parse(&row.status).map_err(|_invalid| corrupt("status"))?;
        Ok(Self {
            id: TaskId::new(row.id).ok_or_else(|| corrupt("id"))?,
            owner_id: UserId::new(row.owner_id).ok_or_else(|| corrupt("owner_id"))?,
            content: row.content.try_into()?,
            progress: Progress::from_stored(status, row.completed_at)
                .ok_or_else(|| corrupt("completed_at"))?,
            version: Version::new(row.version).ok_or_else(|| corrupt("version"))?,
            change_seq: row.change_seq,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl TryFrom<TaskRecordRow> for TaskRecord {
    type Error = StoreError;

    fn try_from(row: TaskRecordRow) -> Result<Self, StoreError> {
        Ok(Self { task: row.task.try_into()?, deleted_at: row.deleted_at })
    }
}

impl From<SummaryRow> for TaskSummary {
    fn from(row: SummaryRow) -> Self {
        let SummaryRow { pending, in_progress, completed, overdue } = row;
        Self { seq: 0, pending, in_progress, completed, overdue }
    }
}

impl From<CounterRow> for TaskCounters {
    fn from(row: CounterRow) -> Self {
        let CounterRow { seq, live_tasks, stored_bytes } = row;
        Self { seq, live_tasks, stored_bytes }
    }
}

impl TryFrom<IdempotencyRecordRow> for IdempotencyRecord {
    type Error = StoreError;

    fn try_from(row: IdempotencyRecordRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "idempotency_keys", column };
        let status = row.status.and_then(|status| u16::try_from(status).ok());
        Ok(Self {
            key: IdempotencyKey::parse(&row.key).ok_or_else(|| corrupt("key"))?,
            digest: row
                .fingerprint
                .try_into()
                .map(RequestDigest)
                .map_err(|_wrong_length| corrupt("fingerprint"))?,
            response: StoredResponse {
                status: status.ok_or_else(|| corrupt("status"))?,
                body: row.body.ok_or_else(|| corrupt("body"))?,
            },
            created_at: row.created_at,
        })
    }
}
