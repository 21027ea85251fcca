//! Errors of task creation.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::QuotaExceeded;

/// Why the creation of a task failed. Nothing was written, unless the database failed with
/// [`StoreError::OutcomeUnknown`].
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
