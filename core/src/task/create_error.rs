//! Why a task is not created.

use thiserror::Error;

use crate::store_error::StoreError;

#[derive(Debug, Error)]
pub enum CreateTaskError {
    #[error("the owner has as many tasks as allowed")]
    QuotaExceeded,
    /// So many bytes are missing for it.
    #[error("the owner stores as much as allowed: {missing} bytes are missing")]
    StorageQuotaExceeded { missing: i64 },
    #[error("the owner is gone")]
    OwnerGone,
    #[error(transparent)]
    Store(#[from] StoreError),
}
