//! Converts the task errors of core to problems. The matches are exhaustive, so that a new error cannot be forgotten.

use actix_web::http::header::{self, HeaderValue};
use tasklane_core::task::{
    ChangeTaskError, ChangesError, FailedOperation, IdempotencyKeyError, QuotaExceeded, TaskError,
    TransitionError, WriteTasksError,
};

use super::code::Code;
use super::fault::{Fault, Reason};
use super::problem::Problem;

impl Problem {
    pub(crate) fn task_not_found() -> Self {
        Self::new(Code::TaskNotFound, "Task not found")
    }
}

impl From<ChangeTaskError> for Problem {
    fn from(error: ChangeTaskError) -> Self {
        match error {
            ChangeTaskError::Task(error) => error.into(),
            ChangeTaskError::OwnerDeleted => Self::token_revoked(),
            ChangeTaskError::Key(rejected) => rejected.into(),
            ChangeTaskError::Store(error) => error.into(),
        }
    }
}

impl From<WriteTasksError> for Problem {
    fn from(error: WriteTasksError) -> Self {
        match error {
            WriteTasksError::Operation(FailedOperation { index, error }) => {
                let problem = Self::from(error);
                let reason = Reason::new(problem.detail.clone(), problem.code.as_str());
                let fault = Fault::new("body", "operations", reason).at_index(index);
                problem.with_errors(vec![fault])
            }
            WriteTasksError::OwnerDeleted => Self::token_revoked(),
            WriteTasksError::Key(rejected) => rejected.into(),
            WriteTasksError::Store(error) => error.into(),
        }
    }
}

impl From<TaskError> for Problem {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::NotFound => Self::task_not_found(),
            TaskError::Stale { current } => {
                Self::new(Code::PreconditionFailed, "The task was changed in the meantime")
                    .with_member("current_version", current.get())
            }
            TaskError::ConflictingStatus => {
                Self::new(Code::ConflictingStatus, "status and is_completed contradict each other")
            }
            TaskError::Transition(rejected) => rejected.into(),
            TaskError::Quota(exceeded) => exceeded.into(),
            TaskError::NotDeleted => Self::new(Code::NotDeleted, "The task is not deleted"),
            TaskError::RestoreExpired => {
                Self::new(Code::RestoreWindowExpired, "The task was deleted too long ago to be restored")
            }
            TaskError::ResponseTooLarge => {
                let detail = "The response is too large to store for an Idempotency-Key; send fewer operations per request";
                Self::new(Code::ResponseTooLarge, detail)
            }
        }
    }
}

impl From<QuotaExceeded> for Problem {
    fn from(exceeded: QuotaExceeded) -> Self {
        match exceeded {
            QuotaExceeded::Tasks => Self::new(
                Code::TaskQuotaExceeded,
                "This change would exceed the number of tasks that the server allows you; delete some tasks first",
            ),
            QuotaExceeded::Bytes { excess: _ } => Self::new(
                Code::StorageQuotaExceeded,
                "This change would exceed the storage that the server allows you; delete or shorten tasks first",
            ),
        }
    }
}

impl From<IdempotencyKeyError> for Problem {
    fn from(rejected: IdempotencyKeyError) -> Self {
        match rejected {
            IdempotencyKeyError::Reused => {
                Self::new(Code::IdempotencyKeyReused, "This Idempotency-Key was used for another request")
            }
            IdempotencyKeyError::InUse => {
                Self::new(Code::IdempotencyKeyInUse, "The first request with this key is still in progress")
                    .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
            }
        }
    }
}

impl From<ChangesError> for Problem {
    fn from(error: ChangesError) -> Self {
        match error {
            ChangesError::Expired => {
                Self::new(Code::SyncCursorExpired, "The sync cursor has expired; start again with since=0")
            }
            ChangesError::Store(error) => error.into(),
        }
    }
}

impl From<TransitionError> for Problem {
    fn from(rejected: TransitionError) -> Self {
        let TransitionError { from, to, allowed } = rejected;
        let names: Vec<&str> = allowed.iter().map(|status| status.as_str()).collect();
        let detail = format!("The status can't change from {from} to {to}; allowed: {}", names.join(", "));
        Self::new(Code::TransitionNotAllowed, detail)
            .with_member("from", from.as_str())
            .with_member("to", to.as_str())
            .with_member("allowed", names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_of_a_missing_task_matches_the_older_server() {
        assert_eq!(Problem::from(TaskError::NotFound).to_string(), "Task not found");
    }
}
