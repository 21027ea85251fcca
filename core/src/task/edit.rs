//! What a change to a task means. Pure: the same task, patch and time always give the same answer.

use thiserror::Error;

use crate::clock::Timestamp;
use crate::task::{
    Description, DueDate, Priority, Status, Tags, Task, Title, TransitionRefused, Version, Workflow,
};

/// The members that a request names; `None` leaves the value. The inner `None` of two clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskPatch {
    pub title: Option<Title>,
    pub description: Option<Option<Description>>,
    pub status: Option<Status>,
    pub is_completed: Option<bool>,
    pub due_date: Option<Option<DueDate>>,
    pub priority: Option<Priority>,
    pub tags: Option<Tags>,
}

/// A task as it shall be, and the version on which that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChange {
    pub from_version: Version,
    pub task: Task,
    /// How many bytes more the task takes in the store; less than 0 when it shrinks.
    pub growth: i64,
}

impl TaskChange {
    pub fn new(from: &Task, task: Task) -> Self {
        let growth = task.stored_bytes() - from.stored_bytes();
        Self { from_version: from.version, task, growth }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditRefused {
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    #[error(transparent)]
    Transition(#[from] TransitionRefused),
}

impl Task {
    /// `None` when the patch changes nothing: then nothing is written, and no version is spent.
    pub fn edit(
        &self,
        patch: &TaskPatch,
        workflow: &Workflow,
        now: Timestamp,
    ) -> Result<Option<TaskChange>, EditRefused> {
        let status = self.wanted_status(patch)?;
        workflow.check(self.progress.status(), status)?;
        let edited = Self {
            title: patch.title.clone().unwrap_or_else(|| self.title.clone()),
            description: patch.description.clone().unwrap_or_else(|| self.description.clone()),
            progress: self.progress.moved_to(status, now),
            due_date: patch.due_date.unwrap_or(self.due_date),
            priority: patch.priority.unwrap_or(self.priority),
            tags: patch.tags.clone().unwrap_or_else(|| self.tags.clone()),
            ..self.clone()
        };
        if edited == *self {
            return Ok(None);
        }
        let task = Self { version: self.version.next(), updated_at: now, ..edited };
        Ok(Some(TaskChange::new(self, task)))
    }

    /// Clients send whole objects back, so of `status` and `is_completed` only what differs is a wish.
    fn wanted_status(&self, patch: &TaskPatch) -> Result<Status, EditRefused> {
        let current = self.progress.status();
        let by_status = patch.status.filter(|status| *status != current);
        let by_flag = patch.is_completed.filter(|flag| *flag != current.is_completed());
        match (by_status, by_flag) {
            (Some(status), Some(flag)) if status.is_completed() != flag => {
                Err(EditRefused::ConflictingStatus)
            }
            (Some(status), _) => Ok(status),
            (None, Some(_)) => Ok(current.toggled()),
            (None, None) => Ok(current),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{TaskId, UserId};
    use crate::task::Progress;
    use Status::{Completed, InProgress, Pending};
    use chrono::DateTime;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn task(status: Status) -> Task {
        Task {
            id: TaskId::new(7).unwrap(),
            owner_id: UserId::new(1).unwrap(),
            title: Title::parse("Write").unwrap(),
            description: Some(Description::parse("at length").unwrap()),
            progress: Progress::starting_in(status, at(10)),
            due_date: None,
            priority: Priority::Low,
            tags: Tags::default(),
            version: Version::FIRST,
            change_seq: 3,
            created_at: at(10),
            updated_at: at(10),
        }
    }

    fn status_after(
        from: Status,
        status: Option<Status>,
        is_completed: Option<bool>,
    ) -> Result<Status, EditRefused> {
        let before = task(from);
        let patch = TaskPatch { status, is_completed, ..TaskPatch::default() };
        let change = before.edit(&patch, &Workflow::open(), at(20))?;
        Ok(change.map_or(from, |change| change.task.progress.status()))
    }

    #[test]
    fn only_what_differs_from_the_stored_status_counts() {
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
            (Pending, Some(InProgress), Some(true), Err(EditRefused::ConflictingStatus)),
            (InProgress, Some(Pending), Some(true), Err(EditRefused::ConflictingStatus)),
        ];
        for (from, status, flag, expected) in cases {
            assert_eq!(status_after(from, status, flag), expected, "{from} with {status:?} and {flag:?}");
        }
    }

    #[test]
    fn a_patch_that_changes_nothing_is_no_change() {
        let before = task(Completed);
        assert_eq!(before.edit(&TaskPatch::default(), &Workflow::open(), at(20)), Ok(None));
        let same = TaskPatch {
            title: Some(before.title.clone()),
            description: Some(before.description.clone()),
            status: Some(Completed),
            is_completed: Some(true),
            due_date: Some(None),
            priority: Some(Priority::Low),
            tags: Some(Tags::default()),
        };
        assert_eq!(before.edit(&same, &Workflow::strict(), at(20)), Ok(None));
    }

    #[test]
    fn a_change_writes_what_it_names_and_moves_the_version() {
        let before = task(Pending);
        let patch = TaskPatch { description: Some(None), status: Some(Completed), ..TaskPatch::default() };
        let change = before.edit(&patch, &Workflow::open(), at(20)).unwrap().unwrap();
        assert_eq!(change.from_version, Version::FIRST);
        let expected = Task {
            description: None,
            progress: Progress::Completed { at: at(20) },
            version: Version::FIRST.next(),
            updated_at: at(20),
            ..before
        };
        assert_eq!(change.task, expected);
    }

    #[test]
    fn a_refused_transition_changes_nothing_else_either() {
        let patch = TaskPatch {
            title: Some(Title::parse("Other").unwrap()),
            is_completed: Some(true),
            ..TaskPatch::default()
        };
        let refused = TransitionRefused { from: Pending, to: Completed, allowed: vec![InProgress] };
        assert_eq!(task(Pending).edit(&patch, &Workflow::strict(), at(20)), Err(refused.into()));
    }
}
