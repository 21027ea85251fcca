//! The task store in SQLite. Each call runs on a reader or writer thread.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::store_error::StoreError;
use tasklane_core::task::{
    ChangesPage, CreateTaskError, DueDate, LockScope, LockedRows, LockedWrite, NewTask, OperationResult,
    Outcome, ReadLimit, StorageQuota, Task, TaskChange, TaskFilter, TaskList, TaskQuery, TaskRecord,
    TaskStore, TaskSummary, Version, WriteTasksError, count_sliced, list_sliced, summarize_sliced,
};

use super::{list, locked_write, read, statements};
use crate::connection::errors::store_error;
use crate::database::SqliteDatabase;
use crate::tasks::rows::NewTaskRow;

#[async_trait]
impl TaskStore for SqliteDatabase {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: StorageQuota,
    ) -> Result<Task, CreateTaskError> {
        let row = NewTaskRow::new(owner, new, at)?;
        let bytes = new.content.stored_bytes();
        self.threads.write(move |connection| statements::create(connection, row, bytes, quota)).await
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        self.threads.read(move |connection| read::find(connection, owner, id)).await
    }

    async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskList, StoreError> {
        if !query.is_bounded() {
            return list_sliced(self, owner, query).await;
        }
        let query = query.clone();
        let read = move |connection: &mut SqliteConnection| {
            // Read the sequence number first: the list may include later writes, but never misses an earlier one.
            let seq = read::sequence(connection, owner).map_err(store_error)?;
            let (tasks, has_more) = list::list(connection, owner, &query)?;
            Ok::<_, StoreError>(TaskList { seq, tasks, has_more })
        };
        self.threads.read(read).await
    }

    async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        if *filter != TaskFilter::default() {
            return count_sliced(self, owner, filter).await;
        }
        let count = move |connection: &mut SqliteConnection| read::count_live(connection, owner);
        self.threads.read(move |connection| count(connection).map_err(store_error)).await
    }

    async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        summarize_sliced(self, owner, today).await
    }

    async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        self.threads.read(move |connection| read::sequence(connection, owner).map_err(store_error)).await
    }

    async fn read_changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<ChangesPage, StoreError> {
        self.threads.read(move |connection| read::read_changes(connection, owner, since, limit)).await
    }

    async fn scan(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        limit: ReadLimit,
    ) -> Result<Vec<TaskRecord>, StoreError> {
        self.threads.read(move |connection| read::scan(connection, owner, after, limit)).await
    }

    async fn read_with_same_content(
        &self,
        owner: UserId,
        tasks: &Arc<[Arc<NewTask>]>,
    ) -> Result<LockedRows, StoreError> {
        let scope = LockScope::SameContent(tasks.clone());
        self.threads.read(move |connection| read::read_unlocked(connection, owner, &scope)).await
    }

    async fn save(&self, change: &TaskChange, quota: StorageQuota) -> Result<Task, StoreError> {
        let change = change.clone();
        self.threads
            .write(move |connection| {
                statements::save(connection, &change, quota)?.ok_or(StoreError::Conflict)
            })
            .await
    }

    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.threads
            .write(move |connection| {
                statements::delete(connection, owner, id, version, at).map_err(store_error)
            })
            .await
    }

    async fn write(
        &self,
        owner: UserId,
        work: &LockedWrite,
    ) -> Result<Outcome<Vec<OperationResult>>, WriteTasksError> {
        let work = work.clone();
        self.threads.write(move |connection| locked_write::write(connection, owner, &work)).await
    }
}
