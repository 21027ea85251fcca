//! Errors of changes to one task.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::{CreateTaskError, IdempotencyKeyError, TaskError, WriteTasksError};

/// Why a task was not changed. Nothing was written, unless the database failed with [`StoreError::OutcomeUnknown`].
#[derive(Debug, Error)]
pub enum ChangeTaskError {
    /// The change was rejected.
    #[error(transparent)]
    Task(#[from] TaskError),
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

impl From<WriteTasksError> for ChangeTaskError {
    fn from(error: WriteTasksError) -> Self {
        match error {
            WriteTasksError::Operation(rejected) => rejected.error.into(),
            WriteTasksError::OwnerDeleted => Self::OwnerDeleted,
            WriteTasksError::Key(rejected) => rejected.into(),
            WriteTasksError::Store(error) => error.into(),
        }
    }
}

impl From<CreateTaskError> for ChangeTaskError {
    fn from(error: CreateTaskError) -> Self {
        match error {
            CreateTaskError::Quota(exceeded) => TaskError::from(exceeded).into(),
            CreateTaskError::OwnerDeleted => Self::OwnerDeleted,
            CreateTaskError::Store(error) => error.into(),
        }
    }
}
