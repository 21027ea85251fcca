//! Errors of task writes.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::{EditError, IdempotencyKeyError, QuotaExceeded, TransitionError, Version};

/// The reason why an operation is rejected. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    /// The owner has no such task, or it was deleted.
    #[error("the task does not exist")]
    NotFound,
    /// The version that the caller expects differs from the stored version.
    #[error("the task has changed: its version is {current}")]
    Stale {
        /// The stored version.
        current: Version,
    },
    /// The patch sets `status` and `is_completed` to values that contradict each other.
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    /// The workflow does not allow the change of status.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// The write exceeds the owner's storage quota.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    /// The task to restore is not deleted.
    #[error("the task is not deleted")]
    NotDeleted,
    /// The task was deleted more than [`TOMBSTONE_RETENTION`](crate::task::TOMBSTONE_RETENTION) ago.
    #[error("the task was deleted too long ago")]
    RestoreExpired,
    /// The response is too large to be stored with an idempotency key.
    #[error("the response is too large to be stored with an idempotency key")]
    ResponseTooLarge,
}

impl TaskError {
    /// Returns the number of bytes over the storage quota, if the quota is the reason.
    pub(crate) fn excess_bytes(&self) -> Option<i64> {
        match self {
            Self::Quota(exceeded) => exceeded.excess_bytes(),
            _ => None,
        }
    }
}

impl From<EditError> for TaskError {
    fn from(rejected: EditError) -> Self {
        match rejected {
            EditError::ConflictingStatus => Self::ConflictingStatus,
            EditError::Transition(rejected) => Self::Transition(rejected),
        }
    }
}

/// A rejected operation. No operation of the write was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("operation {index}: {error}")]
pub struct FailedOperation {
    /// The index of the operation, counted from 0.
    pub index: usize,
    /// Why the operation was rejected.
    pub error: TaskError,
}

/// Why a write failed. Nothing was written, unless the database failed with [`StoreError::OutcomeUnknown`].
#[derive(Debug, Error)]
pub enum WriteTasksError {
    /// An operation was rejected.
    #[error(transparent)]
    Operation(#[from] FailedOperation),
    /// The owner does not exist.
    #[error("the owner's account was deleted")]
    OwnerDeleted,
    /// The idempotency key can't be used for this request.
    #[error(transparent)]
    Key(#[from] IdempotencyKeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
