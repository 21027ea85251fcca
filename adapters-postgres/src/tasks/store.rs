//! The task store in PostgreSQL.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::fair_reads::FairReadScheduler;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    ChangesPage, CounterDelta, CreateTaskError, DueDate, IdempotencyKeyError, LockScope, LockedRows,
    LockedWrite, NewTask, OperationResult, Outcome, Progress, QuotaExceeded, ReadLimit, StorageQuota, Task,
    TaskChange, TaskCounters, TaskFilter, TaskList, TaskQuery, TaskRecord, TaskStore, TaskSummary, Version,
    WriteTasksError, count_sliced, list_sliced, summarize_sliced,
};

use crate::connection::cached_sql::cached_sql;
use crate::database::{DEADLINE, Database};
use crate::read_replica::ReadReplica;
use crate::schema::task_counters;
use crate::tasks::list::{byte_limit, limit_plus_one};
use crate::tasks::list_statements::{READ_CHANGES, SCAN};
use crate::tasks::locked_write::{self, WriteAborted};
use crate::tasks::read;
use crate::tasks::rows::{ChangeColumns, ChangeRow, TaskColumns, TaskRecordColumns, TaskRecordRow, TaskRow};
use crate::tasks::slice_limiter::SliceLimiter;
use crate::tasks::statements::{CREATE, DELETE, FIND, SAVE};

/// Maximum number of attempts to run a write whose idempotency key a concurrent request stores first. The second
/// attempt normally finds the stored response.
const MAX_ATTEMPTS: usize = 3;

pub(crate) struct PostgresTaskStore {
    pub(crate) database: Database,
    pub(crate) replica: Option<ReadReplica>,
    pub(crate) slices: SliceLimiter,
}

impl PostgresTaskStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, replica: None, slices: SliceLimiter::new(FairReadScheduler::new(1), 1) }
    }

    /// Shares the scheduler of expensive reads with other threads.
    pub(crate) fn with_scheduler(self, scheduler: Arc<FairReadScheduler>, pool_size: usize) -> Self {
        Self { slices: SliceLimiter::new(scheduler, pool_size), ..self }
    }

    /// Reads lists and summaries from the replica, unless it lags behind.
    pub(crate) fn with_read_replica(self, replica: Option<ReadReplica>) -> Self {
        Self { replica, ..self }
    }

    /// Returns which quota rejected a write.
    async fn quota_error(
        &self,
        owner: UserId,
        growth: CounterDelta,
        quota: StorageQuota,
    ) -> Result<QuotaExceeded, StoreError> {
        let counted = self.counter(owner).await?.with_delta(growth);
        let checked = quota.check(counted, growth);
        // The check passes if another write has freed space in the meantime. The caller may retry.
        Ok(checked.err().unwrap_or(QuotaExceeded::Bytes { excess: 1 }))
    }

    async fn counter(&self, owner: UserId) -> Result<TaskCounters, StoreError> {
        let counters = task_counters::table.filter(task_counters::owner_id.eq(owner.get()));
        let counted = (task_counters::seq, task_counters::live_tasks, task_counters::stored_bytes);
        let rows: Vec<(i64, i64, i64)> = self.database.read_pipelined(|| counters.select(counted)).await?;
        let (seq, live_tasks, stored_bytes) = rows.into_iter().next().unwrap_or_default();
        Ok(TaskCounters { seq, live_tasks, stored_bytes })
    }
}

#[async_trait]
impl TaskStore for PostgresTaskStore {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError> {
        let progress = Progress::starting_in(new.status, at);
        let (content, search_text) = (&new.content, new.content.search_text());
        let bytes = content.stored_bytes();
        let insert = || {
            cached_sql(CREATE.as_str()).in_order::<TaskColumns>().bind_all(|sql| {
                let sql = sql
                    .bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(i64::from(quota.max_tasks))
                    .bind::<Text, _>(new.status.as_str())
                    .bind::<Nullable<Timestamptz>, _>(progress.completed_at())
                    .bind::<BigInt, _>(Version::FIRST.get())
                    .bind::<Timestamptz, _>(at)
                    .bind::<Text, _>(search_text.as_str())
                    .bind::<BigInt, _>(bytes)
                    .bind::<BigInt, _>(quota.max_bytes);
                bind_content!(sql, content)
            })
        };
        let rows: Vec<TaskRow> = match self.database.write(insert).await {
            Ok(rows) => rows,
            Err(error) if error.violates("_owner_fkey") => return Err(CreateTaskError::OwnerDeleted),
            Err(error) => return Err(StoreError::from(error).into()),
        };
        match rows.into_iter().next() {
            Some(row) => Ok(row.try_into()?),
            None => Err(self.quota_error(owner, CounterDelta { tasks: 1, bytes }, quota).await?.into()),
        }
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        let select = || {
            cached_sql(FIND)
                .in_order::<TaskColumns>()
                .bind_all(|sql| sql.bind::<BigInt, _>(owner.get()).bind::<BigInt, _>(id.get()))
        };
        let rows: Vec<TaskRow> = self.database.read_pipelined(select).await?;
        rows.into_iter().next().map(Task::try_from).transpose()
    }

    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError> {
        if !query.is_bounded() {
            return list_sliced(self, owner, query).await;
        }
        if let Some(replica) = &self.replica {
            let read = read::list_on_one_connection(replica.database(), owner, query);
            if let Some(list) = replica.read(self.sequence(owner), read, |list| list.seq).await? {
                return Ok(list);
            }
        }
        read::list(&self.database, owner, query).await
    }

    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        if *filter != TaskFilter::default() {
            return count_sliced(self, owner, filter).await;
        }
        let counters = task_counters::table.filter(task_counters::owner_id.eq(owner.get()));
        let rows = self.database.read_pipelined(|| counters.select(task_counters::live_tasks)).await?;
        Ok(rows.into_iter().next().unwrap_or(0))
    }

    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        summarize_sliced(self, owner, today).await
    }

    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        read::sequence(&self.database, owner).await
    }

    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError> {
        let select = || {
            cached_sql(READ_CHANGES).in_order::<ChangeColumns>().bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(since)
                    .bind::<BigInt, _>(limit_plus_one(limit))
                    .bind::<BigInt, _>(byte_limit(limit))
            })
        };
        let rows: Vec<ChangeRow> = self.database.read_pipelined(select).await?;
        let (seq, purged_seq) = rows.first().map_or((0, 0), |row| (row.seq, row.forgotten_seq));
        let changed = rows.into_iter().filter_map(|row| row.changed);
        let (tasks, has_more) = limit.collect_rows(changed.map(TaskRecord::try_from))?;
        Ok(ChangesPage { seq, purged_seq, tasks, has_more })
    }

    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        // Ids start at 1.
        let after = after.map_or(0, TaskId::get);
        let select = || {
            cached_sql(SCAN).in_order::<TaskRecordColumns>().bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(after)
                    .bind::<BigInt, _>(limit_plus_one(limit))
                    .bind::<BigInt, _>(byte_limit(limit))
            })
        };
        let rows: Vec<TaskRecordRow> = self.database.read(select).await?;
        limit.collect_rows(rows.into_iter().map(TaskRecord::try_from)).map(|(tasks, _)| tasks)
    }

    async fn read_with_same_content(
        &self,
        owner: UserId,
        tasks: &Arc<[Arc<NewTask>]>,
    ) -> Result<LockedRows, StoreError> {
        read::read_with_same_content(&self.database, owner, tasks).await
    }

    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError> {
        let task = &change.task;
        let (content, search_text) = (&task.content, task.content.search_text());
        let update = || {
            cached_sql(SAVE.as_str()).in_order::<TaskColumns>().bind_all(|sql| {
                let sql = sql
                    .bind::<BigInt, _>(task.owner_id.get())
                    .bind::<BigInt, _>(task.id.get())
                    .bind::<BigInt, _>(change.from_version.get())
                    .bind::<Text, _>(task.progress.status().as_str())
                    .bind::<Nullable<Timestamptz>, _>(task.progress.completed_at())
                    .bind::<BigInt, _>(task.version.get())
                    .bind::<Timestamptz, _>(task.updated_at)
                    .bind::<Text, _>(search_text.as_str())
                    .bind::<BigInt, _>(change.growth)
                    .bind::<BigInt, _>(quota.max_bytes);
                bind_content!(sql, content)
            })
        };
        let rows: Vec<TaskRow> = self.database.write(update).await?;
        rows.into_iter().next().ok_or(StoreError::Conflict)?.try_into()
    }

    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = || {
            cached_sql(DELETE).bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(id.get())
                    .bind::<Nullable<BigInt>, _>(version.map(Version::get))
                    .bind::<Timestamptz, _>(at)
            })
        };
        Ok(self.database.execute(update).await? == 1)
    }

    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let deadline =
            if matches!(work.scope, LockScope::SameContent(_)) { read::IMPORT_DEADLINE } else { DEADLINE };
        for _ in 0..MAX_ATTEMPTS {
            let transaction = self.database.transact_or_abort(deadline, |connection| {
                let work = work.clone();
                Box::pin(locked_write::write(connection, owner, work))
            });
            match transaction.await {
                Ok(Ok(written)) => return Ok(Outcome::Fresh(written)),
                Ok(Err(WriteAborted::Finished(response))) => return response,
                Ok(Err(WriteAborted::KeyConflict)) => {}
                Err(error) if error.violates("_owner_fkey") || error.violates("_user_fkey") => {
                    return Err(WriteTasksError::OwnerDeleted);
                }
                Err(error) => return Err(StoreError::from(error).into()),
            }
        }
        Err(IdempotencyKeyError::InUse.into())
    }
}
