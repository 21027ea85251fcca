//! What an owner can do with tasks: looking at them. Changing them is in `changing.rs`, `batch.rs` and `importing.rs`.

use std::sync::Arc;

use thiserror::Error;

use super::sync_position::SyncPosition;
use crate::announcements::{Announcement, Announcements};
use crate::clock::Clock;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    Changes, DueDate, ReadChanges, ReadLimit, Rules, StorageQuota, Task, TaskFilter, TaskKeeping, TaskList,
    TaskPage, TaskQuery, TaskStore, TaskSummary, Workflow,
};

#[derive(Clone)]
pub struct TaskService {
    pub(super) tasks: Arc<dyn TaskStore>,
    pub(super) keeping: Arc<dyn TaskKeeping>,
    pub(super) clock: Arc<dyn Clock>,
    announcements: Arc<dyn Announcements>,
    workflow: Arc<Workflow>,
    pub(super) quota: StorageQuota,
}

#[derive(Debug, Error)]
pub enum ChangesError {
    /// Deletions since then are forgotten, or the number comes from another life of this database: start over at 0.
    #[error("the changes since then are not known any more")]
    Expired,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TaskService {
    pub fn new(
        tasks: Arc<dyn TaskStore>,
        keeping: Arc<dyn TaskKeeping>,
        clock: Arc<dyn Clock>,
        announcements: Arc<dyn Announcements>,
        workflow: Arc<Workflow>,
        quota: StorageQuota,
    ) -> Self {
        Self { tasks, keeping, clock, announcements, workflow, quota }
    }

    pub async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        self.tasks.find(owner, id).await
    }

    /// A part of a list: it ends where the query's [`Page::read_limit`](crate::task::Page::read_limit) does. See
    /// [`TaskPage::rest_of`] for what follows.
    pub async fn list(&self, owner: UserId, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let TaskList { seq, tasks, has_more } = self.tasks.list(owner, query).await?;
        let next = tasks.last().filter(|_| has_more).map(|last| query.sort.position_of(last));
        Ok(TaskPage { seq, tasks, next })
    }

    /// The whole window that the query asks for, in as many parts as it takes.
    pub async fn list_whole(&self, owner: UserId, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let mut whole = self.list(owner, query).await?;
        let mut rest = whole.rest_of(query);
        while let Some(query) = rest {
            let part = self.list(owner, &query).await?;
            rest = part.rest_of(&query);
            whole.tasks.extend(part.tasks);
            whole.next = part.next;
        }
        Ok(whole)
    }

    pub async fn count(&self, owner: UserId, filter: &TaskFilter) -> Result<i64, StoreError> {
        self.tasks.count(owner, filter).await
    }

    pub async fn summarize(&self, owner: UserId, today: DueDate) -> Result<TaskSummary, StoreError> {
        self.tasks.summarize(owner, today).await
    }

    /// The number of the owner's last write, by which a client's copy is known to be fresh; cheap.
    pub async fn sequence(&self, owner: UserId) -> Result<i64, StoreError> {
        self.tasks.sequence(owner).await
    }

    /// What changed since the client's last number, which is 0 or what the last [`Changes::next`] was; 0 starts over with
    /// everything there is.
    pub async fn changes(
        &self,
        owner: UserId,
        since: i64,
        limit: ReadLimit,
    ) -> Result<Changes, ChangesError> {
        let now = self.clock.now();
        let from = SyncPosition::from_number(since, now);
        let read = self.tasks.read_changes(owner, from.seq, limit).await?;
        if from.is_lost(read.seq, read.forgotten_seq, now) {
            return Err(ChangesError::Expired);
        }
        let ReadChanges { tasks, has_more, .. } = read;
        let next = match tasks.last().filter(|_| has_more) {
            Some(last) => from.moved_to(last.task.change_seq, read.forgotten_seq).number(),
            None => read.seq,
        };
        Ok(Changes { tasks, next, has_more, from, forgotten_seq: read.forgotten_seq })
    }

    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// By what a change is judged now.
    pub(super) fn rules(&self) -> Rules {
        Rules { workflow: self.workflow.clone(), quota: self.quota, now: self.clock.now() }
    }

    /// Tells whoever shows this owner's tasks.
    pub(super) fn changed(&self, owner: UserId) {
        self.announcements.announce(Announcement::TasksChanged(owner));
    }
}
