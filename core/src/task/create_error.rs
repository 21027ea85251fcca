//! Errors of task creation.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::QuotaExceeded;

/// Why a store did not create a task. Nothing was written.
#[derive(Debug, Error)]
pub enum CreateTaskError {
    /// The task exceeds the owner's storage quota.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    /// The owner does not exist.
    #[error("the owner's account was deleted")]
    OwnerDeleted,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
