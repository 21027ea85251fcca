//! Errors of changes to one task.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::{CreateTaskError, KeyRefused, TaskError, WriteTasksError};

#[derive(Debug, Error)]
pub enum ChangeTaskError {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error("the owner's account was deleted")]
    OwnerGone,
    #[error(transparent)]
    Key(#[from] KeyRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WriteTasksError> for ChangeTaskError {
    fn from(error: WriteTasksError) -> Self {
        match error {
            WriteTasksError::Operation(refused) => refused.refusal.into(),
            WriteTasksError::OwnerGone => Self::OwnerGone,
            WriteTasksError::Key(refused) => refused.into(),
            WriteTasksError::Store(error) => error.into(),
        }
    }
}

impl From<CreateTaskError> for ChangeTaskError {
    fn from(error: CreateTaskError) -> Self {
        match error {
            CreateTaskError::Quota(exceeded) => TaskError::from(exceeded).into(),
            CreateTaskError::OwnerGone => Self::OwnerGone,
            CreateTaskError::Store(error) => error.into(),
        }
    }
}
