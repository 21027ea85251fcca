//! Tasks in PostgreSQL.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::page::Page;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    CreateTaskError, Description, DueDate, KeptTask, NewTask, Progress, Status, Task, TaskChange, TaskFilter,
    TaskStore, Version,
};

use crate::cached_sql::cached_sql;
use crate::database::Database;
use crate::rows::TaskRow;
use crate::schema::tasks;
use crate::task_sql::{CREATE, DELETE, SAVE, TOGGLE};

pub(crate) struct PostgresTaskStore {
    database: Database,
}

impl PostgresTaskStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl TaskStore for PostgresTaskStore {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: u32,
    ) -> Result<Task, CreateTaskError> {
        let progress = Progress::starting_in(new.status, at);
        let insert = || {
            cached_sql(CREATE).bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(i64::from(quota))
                    .bind::<Text, _>(new.title.as_str())
                    .bind::<Nullable<Text>, _>(new.description.as_ref().map(Description::as_str))
                    .bind::<Text, _>(new.status.as_str())
                    .bind::<Nullable<Timestamptz>, _>(progress.completed_at())
                    .bind::<Nullable<Date>, _>(new.due_date.map(DueDate::day))
                    .bind::<Text, _>(new.priority.as_str())
                    .bind::<Array<Text>, _>(new.tags.as_slice())
                    .bind::<BigInt, _>(Version::FIRST.get())
                    .bind::<Timestamptz, _>(at)
            })
        };
        let rows: Vec<TaskRow> = match self.database.write(insert).await {
            Ok(rows) => rows,
            Err(error) if error.violates("_owner_fkey") => return Err(CreateTaskError::OwnerGone),
            Err(error) => return Err(StoreError::from(error).into()),
        };
        let row = rows.into_iter().next().ok_or(CreateTaskError::QuotaExceeded)?;
        Ok(row.try_into()?)
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        let rows: Vec<TaskRow> = self
            .database
            .read(|| {
                tasks::table
                    .filter(tasks::owner_id.eq(owner.get()).and(tasks::id.eq(id.get())))
                    .filter(tasks::deleted_at.is_null())
                    .select(TaskRow::as_select())
            })
            .await?;
        rows.into_iter().next().map(Task::try_from).transpose()
    }

    async fn list(&self, owner: UserId, filter: &TaskFilter, page: Page) -> Result<Vec<Task>, StoreError> {
        let statuses: Vec<&str> = filter.wanted_statuses().into_iter().map(Status::as_str).collect();
        let rows: Vec<TaskRow> = self
            .database
            .read(|| {
                let mut query = tasks::table
                    .filter(tasks::owner_id.eq(owner.get()).and(tasks::deleted_at.is_null()))
                    .order((tasks::created_at.desc(), tasks::id.desc()))
                    .select(TaskRow::as_select())
                    .offset(page.skip())
                    .into_boxed();
                if !filter.wants_all() {
                    query = query.filter(tasks::status.eq_any(statuses.clone()));
                }
                match page.limit() {
                    Some(limit) => query.limit(limit),
                    None => query,
                }
            })
            .await?;
        rows.into_iter().map(Task::try_from).collect()
    }

    async fn list_kept(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        at_most: u32,
    ) -> Result<Vec<KeptTask>, StoreError> {
        // Ids begin at 1.
        let after = after.map_or(0, TaskId::get);
        let rows: Vec<(TaskRow, Option<Timestamp>)> = self
            .database
            .read(|| {
                tasks::table
                    .filter(tasks::owner_id.eq(owner.get()).and(tasks::id.gt(after)))
                    .order(tasks::id)
                    .limit(at_most.into())
                    .select((TaskRow::as_select(), tasks::deleted_at))
            })
            .await?;
        let kept = |(row, deleted_at)| Ok(KeptTask { task: Task::try_from(row)?, deleted_at });
        rows.into_iter().map(kept).collect()
    }

    async fn save(&self, change: &TaskChange) -> Result<Task, StoreError> {
        let task = &change.task;
        let update = || {
            cached_sql(SAVE).bind_all(|sql| {
                sql.bind::<BigInt, _>(task.owner_id.get())
                    .bind::<BigInt, _>(task.id.get())
                    .bind::<BigInt, _>(change.from_version.get())
                    .bind::<Text, _>(task.title.as_str())
                    .bind::<Nullable<Text>, _>(task.description.as_ref().map(Description::as_str))
                    .bind::<Text, _>(task.progress.status().as_str())
                    .bind::<Nullable<Timestamptz>, _>(task.progress.completed_at())
                    .bind::<Nullable<Date>, _>(task.due_date.map(DueDate::day))
                    .bind::<Text, _>(task.priority.as_str())
                    .bind::<Array<Text>, _>(task.tags.as_slice())
                    .bind::<BigInt, _>(task.version.get())
                    .bind::<Timestamptz, _>(task.updated_at)
            })
        };
        let rows: Vec<TaskRow> = self.database.write(update).await?;
        rows.into_iter().next().ok_or(StoreError::Conflict)?.try_into()
    }

    async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        from: &[Status],
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<Option<Task>, StoreError> {
        let from: Vec<&str> = from.iter().map(|status| status.as_str()).collect();
        let update = || {
            cached_sql(TOGGLE).bind_all(|sql| {
                sql.bind::<BigInt, _>(owner.get())
                    .bind::<BigInt, _>(id.get())
                    .bind::<Nullable<BigInt>, _>(version.map(Version::get))
                    .bind::<Array<Text>, _>(from.as_slice())
                    .bind::<Timestamptz, _>(at)
            })
        };
        let rows: Vec<TaskRow> = self.database.write(update).await?;
        rows.into_iter().next().map(Task::try_from).transpose()
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
}
