//! What an owner can do with tasks.

use std::sync::Arc;

use thiserror::Error;

use crate::clock::Clock;
use crate::ids::{TaskId, UserId};
use crate::page::Page;
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, EditRefused, Expected, NewTask, Status, Task, TaskFilter, TaskPatch, TaskStore,
    TransitionRefused, Version, Workflow,
};

/// How often a decision is made anew because another writer was faster. Every round one writer succeeds, so only
/// that many simultaneous writers of one task can exhaust it.
const ROUNDS: usize = 64;

#[derive(Clone)]
pub struct TaskService {
    tasks: Arc<dyn TaskStore>,
    clock: Arc<dyn Clock>,
    workflow: Arc<Workflow>,
    quota: u32,
}

/// Part of a list, and whether more follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPage {
    pub tasks: Vec<Task>,
    pub has_more: bool,
}

#[derive(Debug, Error)]
pub enum ChangeTaskError {
    #[error("no such task")]
    NotFound,
    /// The caller builds on a version that is not stored any more.
    #[error("the task has version {current} by now")]
    Stale { current: Version },
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    #[error(transparent)]
    Transition(#[from] TransitionRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EditRefused> for ChangeTaskError {
    fn from(refused: EditRefused) -> Self {
        match refused {
            EditRefused::ConflictingStatus => Self::ConflictingStatus,
            EditRefused::Transition(refused) => Self::Transition(refused),
        }
    }
}

impl TaskService {
    /// `quota` is how many tasks, deleted ones aside, one owner may have.
    pub fn new(
        tasks: Arc<dyn TaskStore>,
        clock: Arc<dyn Clock>,
        workflow: Arc<Workflow>,
        quota: u32,
    ) -> Self {
        Self { tasks, clock, workflow, quota }
    }

    pub async fn create(&self, owner: UserId, new: &NewTask) -> Result<Task, CreateTaskError> {
        self.tasks.create(owner, new, self.clock.now(), self.quota).await
    }

    pub async fn find(&self, owner: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        self.tasks.find(owner, id).await
    }

    pub async fn list(&self, owner: UserId, filter: &TaskFilter, page: Page) -> Result<TaskPage, StoreError> {
        let mut tasks = self.tasks.list(owner, filter, page.with_one_more()).await?;
        let limit = page.limit().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let has_more = tasks.len() > limit;
        tasks.truncate(limit);
        Ok(TaskPage { tasks, has_more })
    }

    /// Two edits of different members at the same time both survive: the later one is decided anew.
    pub async fn edit(
        &self,
        owner: UserId,
        id: TaskId,
        patch: &TaskPatch,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        for _ in 0..ROUNDS {
            let task = self.find_expected(owner, id, expected).await?;
            let Some(change) = task.edit(patch, &self.workflow, self.clock.now())? else {
                return Ok(task);
            };
            match self.tasks.save(&change).await {
                Err(StoreError::Conflict) => {}
                saved => return Ok(saved?),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Completes a task, or reopens a completed one.
    pub async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        let from = self.workflow.togglable();
        for _ in 0..ROUNDS {
            let version = self.version_to_guard(owner, id, expected).await?;
            if let Some(task) = self.tasks.toggle(owner, id, &from, version, self.clock.now()).await? {
                return Ok(task);
            }
            let task = self.find_expected(owner, id, expected).await?;
            let status: Status = task.progress.status();
            self.workflow.check(status, status.toggled())?;
        }
        Err(StoreError::Conflict.into())
    }

    pub async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<(), ChangeTaskError> {
        for _ in 0..ROUNDS {
            let version = self.version_to_guard(owner, id, expected).await?;
            if self.tasks.delete(owner, id, version, self.clock.now()).await? {
                return Ok(());
            }
            self.find_expected(owner, id, expected).await?;
        }
        Err(StoreError::Conflict.into())
    }

    async fn find_expected(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        let task = self.tasks.find(owner, id).await?.ok_or(ChangeTaskError::NotFound)?;
        if expected.allows(task.version) {
            Ok(task)
        } else {
            Err(ChangeTaskError::Stale { current: task.version })
        }
    }

    /// With no expectation the write needs no guard, and no read before it.
    async fn version_to_guard(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<Option<Version>, ChangeTaskError> {
        match expected {
            Expected::Any => Ok(None),
            Expected::OneOf(_) => Ok(Some(self.find_expected(owner, id, expected).await?.version)),
        }
    }
}
