//! Errors of task writes.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::{EditRefused, KeyRefused, QuotaExceeded, TransitionRefused, Version};

/// The reason why an operation is rejected. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    #[error("no such task")]
    NotFound,
    /// The stored version is not one that the caller expects.
    #[error("the task is at version {current}")]
    Stale { current: Version },
    #[error("status and is_completed contradict each other")]
    ConflictingStatus,
    #[error(transparent)]
    Transition(#[from] TransitionRefused),
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    #[error("the task is not deleted")]
    NotDeleted,
    #[error("the task was deleted too long ago")]
    RestoreExpired,
    /// The response is too large to be stored with an idempotency key.
    #[error("the response is too large to be stored with an idempotency key")]
    ResponseTooLarge,
}

impl TaskError {
    /// The number of bytes over the storage quota, if the quota is the reason.
    pub(crate) fn missing_bytes(&self) -> Option<i64> {
        match self {
            Self::Quota(exceeded) => exceeded.missing_bytes(),
            _ => None,
        }
    }
}

impl From<EditRefused> for TaskError {
    fn from(refused: EditRefused) -> Self {
        match refused {
            EditRefused::ConflictingStatus => Self::ConflictingStatus,
            EditRefused::Transition(refused) => Self::Transition(refused),
        }
    }
}

/// A rejected operation. No operation of the write was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("operation {operation}: {refusal}")]
pub struct FailedOperation {
    /// The index of the operation, counted from 0.
    pub operation: usize,
    pub refusal: TaskError,
}

#[derive(Debug, Error)]
pub enum WriteTasksError {
    #[error(transparent)]
    Operation(#[from] FailedOperation),
    #[error("the owner's account was deleted")]
    OwnerGone,
    #[error(transparent)]
    Key(#[from] KeyRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}
