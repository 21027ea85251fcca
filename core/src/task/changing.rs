//! Changing one task.

use std::sync::Arc;

use thiserror::Error;

use super::TaskService;
use super::kept_text::expect_keepable;
use super::operation::plan;
use crate::ids::{TaskId, UserId};
use crate::store_error::StoreError;
use crate::task::{
    CreateTaskError, Done, Expected, KeyRefused, NewTask, Once, Reads, Refusal, Rules, Task, TaskChange,
    TaskOperation, TaskPatch, TaskWork, Version, WriteTasksError, Written,
};

/// How often a change is decided on a row that was read without a lock. Each attempt is two short statements and fails only if
/// another write came in between. After the last one the row is locked first, which always succeeds.
const ROUNDS: usize = 3;

#[derive(Debug, Error)]
pub enum ChangeTaskError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the owner is gone")]
    OwnerGone,
    #[error(transparent)]
    Key(#[from] KeyRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WriteTasksError> for ChangeTaskError {
    fn from(error: WriteTasksError) -> Self {
        match error {
            WriteTasksError::Refused(refused) => refused.refusal.into(),
            WriteTasksError::OwnerGone => Self::OwnerGone,
            WriteTasksError::Key(refused) => refused.into(),
            WriteTasksError::Store(error) => error.into(),
        }
    }
}

impl From<CreateTaskError> for ChangeTaskError {
    fn from(error: CreateTaskError) -> Self {
        match error {
            CreateTaskError::Quota(exceeded) => Refusal::from(exceeded).into(),
            CreateTaskError::OwnerGone => Self::OwnerGone,
            CreateTaskError::Store(error) => error.into(),
        }
    }
}

impl TaskService {
    pub async fn create(
        &self,
        owner: UserId,
        new: &NewTask,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        if once.is_some() {
            return self.write_one(owner, TaskOperation::Create(new.clone()), once).await;
        }
        let task = self.create_with_room(owner, new).await?;
        self.changed(owner);
        Ok(Done::Now(task))
    }

    /// Two edits of different members at the same time both survive: the later one is decided anew.
    pub async fn edit(
        &self,
        owner: UserId,
        id: TaskId,
        patch: &TaskPatch,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        let decide = |task: &Task, rules: &Rules| Ok(task.edit(patch, &rules.workflow, rules.now)?);
        if let Some(task) = self.change_unlocked(owner, id, expected, decide).await? {
            return Ok(task);
        }
        let edit = TaskOperation::Edit { id, patch: patch.clone(), expected: expected.clone() };
        now(self.write_one(owner, edit, None).await?)
    }

    /// Completes a task, or reopens a completed one. Each of several toggles at once counts.
    pub async fn toggle(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        let decide = |task: &Task, rules: &Rules| Ok(Some(task.toggle(&rules.workflow, rules.now)?));
        if once.is_none()
            && let Some(task) = self.change_unlocked(owner, id, expected, decide).await?
        {
            return Ok(Done::Now(task));
        }
        self.write_one(owner, TaskOperation::Toggle { id, expected: expected.clone() }, once).await
    }

    pub async fn delete(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<(), ChangeTaskError> {
        let version = self.version_to_guard(owner, id, expected).await?;
        if self.tasks.delete(owner, id, version, self.clock.now()).await? {
            self.changed(owner);
            return Ok(());
        }
        // There is none, or it has changed meanwhile: whoever holds the row can tell.
        let delete = TaskOperation::Delete { id, expected: expected.clone() };
        self.write_all(owner, vec![delete], None).await?;
        Ok(())
    }

    /// Takes a deletion back, for as long as it is remembered.
    pub async fn restore(
        &self,
        owner: UserId,
        id: TaskId,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        self.write_one(owner, TaskOperation::Restore { id }, once).await
    }

    /// Carries out operations on locked rows: all of them, or none.
    pub(super) async fn write_all(
        &self,
        owner: UserId,
        operations: Vec<TaskOperation>,
        once: Option<Once>,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let rules = self.rules();
        let mut ids: Vec<TaskId> = operations.iter().filter_map(TaskOperation::task).collect();
        ids.sort_unstable();
        ids.dedup();
        let (at, quota) = (rules.now, rules.quota);
        let is_kept = once.is_some();
        let decide = Arc::new(move |locked: &_| {
            let plan = plan(&operations, locked, &rules)?;
            if is_kept {
                expect_keepable(&plan)?;
            }
            Ok(plan)
        });
        let work = TaskWork { reads: Reads::Tasks(ids), decide, once, quota, at };
        self.write(owner, &work).await
    }

    pub(super) async fn write(
        &self,
        owner: UserId,
        work: &TaskWork,
    ) -> Result<Done<Vec<Written>>, WriteTasksError> {
        let done = self.write_with_room(owner, work).await?;
        if let Done::Now(written) = &done
            && written.iter().any(|written| !matches!(written, Written::Unchanged(_)))
        {
            self.changed(owner);
        }
        Ok(done)
    }

    async fn write_one(
        &self,
        owner: UserId,
        operation: TaskOperation,
        once: Option<Once>,
    ) -> Result<Done<Task>, ChangeTaskError> {
        match self.write_all(owner, vec![operation], once).await? {
            Done::Before(answer) => Ok(Done::Before(answer)),
            Done::Now(written) => {
                let task = written.first().and_then(Written::task).cloned();
                // What the store wrote is not what was planned.
                task.map(Done::Now).ok_or(StoreError::Conflict.into())
            }
        }
    }

    /// Reads the task, decides, and saves the change if the task still has the version that was read. Returns `None` if
    /// other writes were faster [`ROUNDS`] times, or if the store has no room for the change: then the caller decides again
    /// while the rows are locked.
    async fn change_unlocked(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
        decide: impl Fn(&Task, &Rules) -> Result<Option<TaskChange>, Refusal>,
    ) -> Result<Option<Task>, ChangeTaskError> {
        for _ in 0..ROUNDS {
            let task = self.find_expected(owner, id, expected).await?;
            let rules = self.rules();
            let Some(change) = decide(&task, &rules)? else { return Ok(Some(task)) };
            match self.tasks.save(&change, rules.quota).await {
                Err(StoreError::Conflict) if change.growth > 0 => break,
                Err(StoreError::Conflict) => {}
                saved => {
                    let task = saved?;
                    self.changed(owner);
                    return Ok(Some(task));
                }
            }
        }
        Ok(None)
    }

    async fn find_expected(
        &self,
        owner: UserId,
        id: TaskId,
        expected: &Expected,
    ) -> Result<Task, ChangeTaskError> {
        let task = self.tasks.find(owner, id).await?.ok_or(Refusal::NotFound)?;
        if expected.allows(task.version) {
            Ok(task)
        } else {
            Err(Refusal::Stale { current: task.version }.into())
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

/// Without a key nothing was done before.
fn now(done: Done<Task>) -> Result<Task, ChangeTaskError> {
    match done {
        Done::Now(task) => Ok(task),
        Done::Before(_) => Err(StoreError::Conflict.into()),
    }
}
