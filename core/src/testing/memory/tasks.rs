//! Tasks in memory.

use async_trait::async_trait;

use super::MemoryDatabase;
use super::database::{Rows, TaskRow};
use crate::clock::Timestamp;
use crate::ids::{TaskId, UserId};
use crate::page::Page;
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, KeptTask, NewTask, Progress, Status, Task, TaskChange, TaskFilter, TaskStore, Version,
};

#[async_trait]
impl TaskStore for MemoryDatabase {
    async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        at: Timestamp,
        quota: u32,
    ) -> Result<Task, CreateTaskError> {
        let mut rows = self.rows();
        if !rows.has_user(owner) {
            return Err(CreateTaskError::OwnerGone);
        }
        if rows.counters.get(&owner).is_some_and(|counter| counter.live_tasks >= quota) {
            return Err(CreateTaskError::QuotaExceeded);
        }
        rows.last_task += 1;
        let id = TaskId::new(rows.last_task).unwrap();
        let counter = rows.bump(owner);
        counter.live_tasks += 1;
        let task = Task {
            change_seq: counter.seq,
            id,
            owner_id: owner,
            title: new.title.clone(),
            description: new.description.clone(),
            progress: Progress::starting_in(new.status, at),
            due_date: new.due_date,
            priority: new.priority,
            tags: new.tags.clone(),
            version: Version::FIRST,
            created_at: at,
            updated_at: at,
        };
        rows.tasks.push(TaskRow { task: task.clone(), deleted_at: None });
        Ok(task)
    }

    async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(self.rows().live(owner, id).map(|row| row.task.clone()))
    }

    async fn list(&self, owner: UserId, filter: &TaskFilter, page: Page) -> Result<Vec<Task>, StoreError> {
        let rows = self.rows();
        let live = rows.tasks.iter().filter(|row| row.deleted_at.is_none() && row.task.owner_id == owner);
        let mut tasks: Vec<Task> =
            live.map(|row| row.task.clone()).filter(|task| filter.matches(task)).collect();
        tasks.sort_by_key(|task| std::cmp::Reverse((task.created_at, task.id)));
        let skip = usize::try_from(page.skip()).unwrap_or(usize::MAX);
        let limit = page.limit().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
        Ok(tasks.into_iter().skip(skip).take(limit).collect())
    }

    async fn list_kept(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        at_most: u32,
    ) -> Result<Vec<KeptTask>, StoreError> {
        let rows = self.rows();
        let own = rows.tasks.iter().filter(|row| row.task.owner_id == owner);
        // Added in the order of their ids, and never moved.
        let next = own.filter(|row| after.is_none_or(|after| row.task.id > after));
        let kept = next.map(|row| KeptTask { task: row.task.clone(), deleted_at: row.deleted_at });
        Ok(kept.take(usize::try_from(at_most).unwrap()).collect())
    }

    async fn save(&self, change: &TaskChange) -> Result<Task, StoreError> {
        let wanted = &change.task;
        let written = self.rows().write(wanted.owner_id, wanted.id, |task| {
            let fresh = task.version == change.from_version;
            fresh.then(|| *task = Task { created_at: task.created_at, ..wanted.clone() })
        });
        written.ok_or(StoreError::Conflict)
    }

    async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        from: &[Status],
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<Option<Task>, StoreError> {
        Ok(self.rows().write(owner, id, |task| {
            let status = task.progress.status();
            let allowed = from.contains(&status) && version.is_none_or(|version| version == task.version);
            allowed.then(|| {
                task.progress = task.progress.moved_to(status.toggled(), at);
                task.version = task.version.next();
                task.updated_at = at;
            })
        }))
    }

    async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        version: Option<Version>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let deleted = rows.write(owner, id, |task| {
            let allowed = version.is_none_or(|version| version == task.version);
            allowed.then(|| (task.version, task.updated_at) = (task.version.next(), at))
        });
        if deleted.is_some() {
            rows.counters.entry(owner).or_default().live_tasks -= 1;
            rows.live(owner, id).unwrap().deleted_at = Some(at);
        }
        Ok(deleted.is_some())
    }
}

impl Rows {
    fn live(&mut self, owner: UserId, id: TaskId) -> Option<&mut TaskRow> {
        self.tasks
            .iter_mut()
            .find(|row| row.deleted_at.is_none() && row.task.owner_id == owner && row.task.id == id)
    }

    /// Changes a task and stamps it with the owner's next number, unless `change` declines.
    fn write(
        &mut self,
        owner: UserId,
        id: TaskId,
        change: impl FnOnce(&mut Task) -> Option<()>,
    ) -> Option<Task> {
        change(&mut self.live(owner, id)?.task)?;
        let seq = self.bump(owner).seq;
        let task = &mut self.live(owner, id)?.task;
        task.change_seq = seq;
        Some(task.clone())
    }
}
