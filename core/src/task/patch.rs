//! Changes of a task, as pure functions of the task, the patch and the time.

use thiserror::Error;

use crate::clock::Timestamp;
use crate::task::{Status, Task, TaskContentPatch, TransitionError, Version, Workflow};

/// The fields that a request changes. `None` leaves a value unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskPatch {
    /// Changes of title, description and the other fields that the owner sets.
    pub content: TaskContentPatch,
    /// The new status.
    pub status: Option<Status>,
    /// Completes or reopens the task, for clients that do not use `status`.
    pub is_completed: Option<bool>,
}

/// A changed task, and the version that the change is based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChange {
    /// The version of the task that the change is based on.
    pub from_version: Version,
    /// The changed task, with the next version. The store assigns its sequence number.
    pub task: Task,
    /// The increase of stored bytes. Negative if the task shrinks.
    pub growth: i64,
}

impl TaskChange {
    /// Creates a change from the stored task to `task`, and computes the growth.
    pub fn new(from: &Task, task: Task) -> Self {
        let growth = task.content.stored_bytes() - from.content.stored_bytes();
        Self { from_version: from.version, task, growth }
    }
}

/// Why a patch can't be applied.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The patch sets `status` and `is_completed` to values that contradict each other.
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    /// The workflow does not allow the change of status.
    #[error(transparent)]
    Transition(#[from] TransitionError),
}

impl Task {
    /// Applies a patch. Returns `None` if the patch has no effect. The caller then does not write, so the version stays the same.
    pub fn edit(
        &self,
        patch: &TaskPatch,
        workflow: &Workflow,
        now: Timestamp,
    ) -> Result<Option<TaskChange>, EditError> {
        let status = self.wanted_status(patch)?;
        workflow.check(self.progress.status(), status)?;
        let edited = Self {
            content: self.content.clone().patched(patch.content.clone()),
            progress: self.progress.moved_to(status, now),
            ..self.clone()
        };
        if edited == *self {
            return Ok(None);
        }
        let task = Self { version: self.version.next(), updated_at: now, ..edited };
        Ok(Some(TaskChange::new(self, task)))
    }

    /// Completes the task, or reopens a completed task ([`Status::toggled`]), if the workflow allows it.
    pub fn toggle(&self, workflow: &Workflow, now: Timestamp) -> Result<TaskChange, TransitionError> {
        let status = self.progress.status();
        workflow.check(status, status.toggled())?;
        let progress = self.progress.moved_to(status.toggled(), now);
        let task = Self { progress, version: self.version.next(), updated_at: now, ..self.clone() };
        Ok(TaskChange::new(self, task))
    }

    /// Returns the status after the patch. Clients send complete objects back, so `status` and `is_completed` apply only if
    /// they differ from the stored task.
    fn wanted_status(&self, patch: &TaskPatch) -> Result<Status, EditError> {
        let current = self.progress.status();
        let by_status = patch.status.filter(|status| *status != current);
        let by_flag = patch.is_completed.filter(|flag| *flag != current.is_completed());
        match (by_status, by_flag) {
            (Some(status), Some(flag)) if status.is_completed() != flag => Err(EditError::ConflictingStatus),
            (Some(status), _) => Ok(status),
            (None, Some(_)) => Ok(current.toggled()),
            (None, None) => Ok(current),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{NewTask, Progress, TaskContent};
    use crate::testing::examples::{at, full_content, stored_task};
    use Status::{Completed, InProgress, Pending};

    fn task(status: Status) -> Task {
        stored_task(7, NewTask { content: full_content("Write"), status }, at(10))
    }

    fn status_after(
        from: Status,
        status: Option<Status>,
        is_completed: Option<bool>,
    ) -> Result<Status, EditError> {
        let before = task(from);
        let patch = TaskPatch { status, is_completed, ..TaskPatch::default() };
        let change = before.edit(&patch, &Workflow::open(), at(20))?;
        Ok(change.map_or(from, |change| change.task.progress.status()))
    }

    #[test]
    fn only_the_member_that_differs_from_the_stored_status_is_applied() {
        let cases = [
            (Pending, None, Some(true), Ok(Completed)),
            (InProgress, None, Some(false), Ok(InProgress)),
            (Completed, None, Some(false), Ok(Pending)),
            (Completed, None, Some(true), Ok(Completed)),
            (Pending, Some(Completed), Some(false), Ok(Completed)),
            (Pending, Some(Pending), Some(true), Ok(Completed)),
            (Pending, Some(Completed), Some(true), Ok(Completed)),
            (Completed, Some(Completed), Some(false), Ok(Pending)),
            (Completed, Some(InProgress), Some(false), Ok(InProgress)),
            (Completed, Some(InProgress), Some(true), Ok(InProgress)),
            (Pending, Some(InProgress), Some(true), Err(EditError::ConflictingStatus)),
            (InProgress, Some(Pending), Some(true), Err(EditError::ConflictingStatus)),
        ];
        for (from, status, flag, expected) in cases {
            assert_eq!(status_after(from, status, flag), expected, "{from} with {status:?} and {flag:?}");
        }
    }

    #[test]
    fn patch_without_effect_returns_no_change() {
        let before = task(Completed);
        assert_eq!(before.edit(&TaskPatch::default(), &Workflow::open(), at(20)), Ok(None));
        let same = TaskPatch {
            content: before.content.clone().into(),
            status: Some(Completed),
            is_completed: Some(true),
        };
        assert_eq!(before.edit(&same, &Workflow::strict(), at(20)), Ok(None));
    }

    #[test]
    fn change_sets_the_named_members_and_the_next_version() {
        let before = task(Pending);
        let content = TaskContentPatch { description: Some(None), ..TaskContentPatch::default() };
        let patch = TaskPatch { content, status: Some(Completed), is_completed: None };
        let change = before.edit(&patch, &Workflow::open(), at(20)).unwrap().unwrap();
        assert_eq!(change.from_version, Version::FIRST);
        let expected = Task {
            content: TaskContent { description: None, ..before.content },
            progress: Progress::Completed { at: at(20) },
            version: Version::FIRST.next(),
            updated_at: at(20),
            ..before
        };
        assert_eq!(change.task, expected);
    }

    #[test]
    fn toggle_changes_only_the_status_and_follows_the_workflow() {
        for (from, progress) in [
            (Pending, Progress::Completed { at: at(20) }),
            (InProgress, Progress::Completed { at: at(20) }),
            (Completed, Progress::Pending),
        ] {
            let before = task(from);
            let change = before.toggle(&Workflow::open(), at(20)).unwrap();
            assert_eq!((change.from_version, change.growth), (before.version, 0));
            let version = before.version.next();
            assert_eq!(change.task, Task { progress, version, updated_at: at(20), ..before }, "{from}");
        }
        assert_eq!(task(Pending).toggle(&Workflow::strict(), at(20)).unwrap_err().allowed, [InProgress]);
    }

    #[test]
    fn patch_with_a_rejected_transition_changes_no_field() {
        let patch =
            TaskPatch { content: full_content("Other").into(), status: None, is_completed: Some(true) };
        let rejected = TransitionError { from: Pending, to: Completed, allowed: vec![InProgress] };
        assert_eq!(task(Pending).edit(&patch, &Workflow::strict(), at(20)), Err(rejected.into()));
    }
}
