//! A panic of the work on the database.

use std::any::Any;

use tasklane_core::store_error::StoreError;
use thiserror::Error;

/// A defect, caught so that it costs one answer and not the thread.
#[derive(Debug, Error)]
#[error("the work on the database panicked: {0}")]
pub(crate) struct Panicked(String);

impl Panicked {
    pub(crate) fn from_payload(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self(text.unwrap_or("for no stated reason").to_owned())
    }

    pub(crate) fn into_store_error(self) -> StoreError {
        StoreError::Rejected(self.into())
    }
}
