//! Errors of task creation.

use thiserror::Error;

use crate::store_error::StoreError;
use crate::task::QuotaExceeded;

#[derive(Debug, Error)]
pub enum CreateTaskError {
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    #[error("the owner's account was deleted")]
    OwnerGone,
    #[error(transparent)]
    Store(#[from] StoreError),
}
