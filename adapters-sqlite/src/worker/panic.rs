//! A panic in the closure of a database call.

use std::any::Any;

use tasklane_core::store_error::StoreError;
use thiserror::Error;

/// The panic is caught, so that only this call fails and the thread survives.
#[derive(Debug, Error)]
#[error("a database call panicked: {0}")]
pub(crate) struct WorkPanic(String);

impl WorkPanic {
    pub(crate) fn from_payload(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self(text.unwrap_or("no message").to_owned())
    }

    pub(crate) fn into_store_error(self) -> StoreError {
        StoreError::Rejected(self.into())
    }
}
