//! Status and completion time as one value: a task has a completion time if and only if it is completed.

use crate::clock::Timestamp;
use crate::task::Status;

/// The status of a task, with the completion time of a completed task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not started.
    Pending,
    /// Started.
    InProgress,
    /// Completed at this time.
    Completed {
        /// The completion time.
        at: Timestamp,
    },
}

impl Progress {
    /// Returns the progress of a new task with this status, created at `now`.
    pub fn starting_in(status: Status, now: Timestamp) -> Self {
        Self::Pending.moved_to(status, now)
    }

    /// Returns the progress after a change to `status`. Completing a task sets the completion time, and reopening clears it. A
    /// task that is already completed keeps its completion time.
    #[must_use]
    pub fn moved_to(self, status: Status, now: Timestamp) -> Self {
        match (self, status) {
            (_, Status::Pending) => Self::Pending,
            (_, Status::InProgress) => Self::InProgress,
            (Self::Completed { at }, Status::Completed) => Self::Completed { at },
            (_, Status::Completed) => Self::Completed { at: now },
        }
    }

    /// Converts the two stored columns. Returns `None` if they contradict each other.
    pub fn from_stored(status: Status, completed_at: Option<Timestamp>) -> Option<Self> {
        match (status, completed_at) {
            (Status::Pending, None) => Some(Self::Pending),
            (Status::InProgress, None) => Some(Self::InProgress),
            (Status::Completed, Some(at)) => Some(Self::Completed { at }),
            _ => None,
        }
    }

    /// Returns the status without the time.
    pub fn status(self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::InProgress => Status::InProgress,
            Self::Completed { .. } => Status::Completed,
        }
    }

    /// Returns whether the task is completed.
    pub fn is_completed(self) -> bool {
        self.status().is_completed()
    }

    /// Returns the completion time. `None` for a task that is not completed.
    pub fn completed_at(self) -> Option<Timestamp> {
        match self {
            Self::Completed { at } => Some(at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn at(seconds: i64) -> Timestamp {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn completion_time_is_set_once_and_cleared_on_reopen() {
        let done = Progress::Pending.moved_to(Status::Completed, at(1));
        assert_eq!(done.completed_at(), Some(at(1)));
        assert_eq!(done.moved_to(Status::Completed, at(2)).completed_at(), Some(at(1)));
        assert_eq!(done.moved_to(Status::InProgress, at(2)), Progress::InProgress);
        assert_eq!(done.moved_to(Status::Pending, at(2)).completed_at(), None);
    }

    #[test]
    fn contradicting_columns_are_rejected() {
        assert_eq!(Progress::from_stored(Status::Completed, None), None);
        assert_eq!(Progress::from_stored(Status::Pending, Some(at(1))), None);
        assert_eq!(
            Progress::from_stored(Status::Completed, Some(at(1))),
            Some(Progress::Completed { at: at(1) })
        );
    }
}
