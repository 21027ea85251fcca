//! Why a write of tasks fails.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::{EditRefused, KeyRefused, QuotaExceeded, TransitionRefused, Version};

/// Why an operation is rejected. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    #[error("no such task")]
    NotFound,
    /// The caller expects a version that is not stored any more.
    #[error("the task has version {current} by now")]
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
    #[error("the tasks hold more text than is kept with a key")]
    ResponseTooLarge,
}

impl TaskError {
    /// The number of bytes that are missing, if the storage quota is the reason.
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

/// The operation that is rejected, counted from 0. No other operation is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("operation {operation}: {refusal}")]
pub struct FailedOperation {
    pub operation: usize,
    pub refusal: TaskError,
}

#[derive(Debug, Error)]
pub enum WriteTasksError {
    #[error(transparent)]
    Operation(#[from] FailedOperation),
    #[error("the owner is gone")]
    OwnerGone,
    #[error(transparent)]
    Key(#[from] KeyRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}
